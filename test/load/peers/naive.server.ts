import { type CanActivate, type ExecutionContext, Injectable, Module, UseGuards, UsePipes } from '@nestjs/common';
import { ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import {
  ConnectedSocket,
  MessageBody,
  SubscribeMessage,
  WebSocketGateway,
  WebSocketServer,
  WsException,
} from '@nestjs/websockets';
import { IsString, MaxLength } from 'class-validator';
import type { Server, Socket } from 'socket.io';
import { Column, CreateDateColumn, Entity, PrimaryColumn, PrimaryGeneratedColumn, Repository } from 'typeorm';

/**
 * A chat as the manuals of NestJS and TypeORM suggest: a JWT guard and a ValidationPipe on every event,
 * a membership query, one `save` per message, then the event to the room. Nothing in it is slowed down.
 */
@Entity('naive_messages')
class NaiveMessage {
  @PrimaryGeneratedColumn('identity', { type: 'bigint' })
  id: string;

  @Column('text')
  room: string;

  @Column('integer')
  author: number;

  @Column('text')
  text: string;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;
}

@Entity('naive_members')
class NaiveMember {
  @PrimaryColumn('text')
  room: string;

  @PrimaryColumn('integer')
  person: number;
}

class JoinRoom {
  @IsString()
  room: string;
}

class SendMessage extends JoinRoom {
  @IsString()
  @MaxLength(4000)
  text: string;
}

type Person = Socket<never, never, never, { person: number }>;

@Injectable()
class JwtGuard implements CanActivate {
  constructor(private readonly jwt: JwtService) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const socket = context.switchToWs().getClient<Person>();
    const { token } = socket.handshake.auth as { token: string };
    const claims = await this.jwt.verifyAsync<{ sub: number }>(token);
    socket.data.person = claims.sub;
    return true;
  }
}

@UseGuards(JwtGuard)
@UsePipes(new ValidationPipe({ whitelist: true, transform: true }))
@WebSocketGateway({ transports: ['websocket'], serveClient: false })
class ChatGateway {
  @WebSocketServer()
  private readonly server: Server;

  constructor(
    @InjectRepository(NaiveMessage) private readonly messages: Repository<NaiveMessage>,
    @InjectRepository(NaiveMember) private readonly members: Repository<NaiveMember>,
  ) {}

  @SubscribeMessage('join')
  async join(@ConnectedSocket() socket: Person, @MessageBody() { room }: JoinRoom): Promise<boolean> {
    await this.insistOnMember(room, socket);
    await socket.join(room);
    return true;
  }

  @SubscribeMessage('message')
  async message(@ConnectedSocket() socket: Person, @MessageBody() { room, text }: SendMessage): Promise<boolean> {
    await this.insistOnMember(room, socket);
    const message = await this.messages.save(this.messages.create({ room, text, author: socket.data.person }));
    this.server.to(room).emit('message', message);
    return true;
  }

  private async insistOnMember(room: string, { data: { person } }: Person): Promise<void> {
    if (!(await this.members.findOneBy({ room, person }))) throw new WsException('not a member');
  }
}

@Module({
  imports: [
    JwtModule.register({ secret: process.env.JWT_SECRET ?? '' }),
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: process.env.DATABASE_URL,
      entities: [NaiveMessage, NaiveMember],
      synchronize: true,
    }),
    TypeOrmModule.forFeature([NaiveMessage, NaiveMember]),
  ],
  providers: [ChatGateway, JwtGuard],
})
class NaiveModule {}

const app = await NestFactory.create<NestExpressApplication>(NaiveModule, { logger: ['error'] });
await app.init();
app.getHttpServer().listen({ port: Number(process.env.PORT), host: '127.0.0.1', backlog: 4096 });
