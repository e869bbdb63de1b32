import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { Config } from '../common/config.ts';
import { limits } from '../shared/limits.ts';
import { InFlightWork } from '../common/in-flight-work.ts';
import { type Callback, CommandDispatcher } from './command-dispatcher.ts';
import { ConnectionAdmission } from './connection-admission.ts';
import { rejectConnection } from './reject-connection.ts';

/**
 * The socket door. Nest finds the handlers, runs the guard and the pipe; what each socket asks for is taken in by its
 * `CommandDispatcher`.
 */
export class SocketAdapter extends IoAdapter {
  private readonly dispatchers = new WeakMap<Socket, CommandDispatcher>();
  private readonly watched = new WeakSet<Socket>();
  private readonly admission: ConnectionAdmission;
  private readonly unfinished: InFlightWork;

  constructor(
    app: INestApplicationContext,
    private readonly config: Config,
  ) {
    super(app);
    this.admission = app.get(ConnectionAdmission);
    this.unfinished = app.get(InFlightWork);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const server = super.createIOServer(port, {
      ...options,
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: limits.socketPacket,
      pingInterval: 20_000,
      pingTimeout: 15_000,
      connectTimeout: 5_000,
      // CORS does not cover WebSockets: a page of another origin must not ride on anything of ours. Programs send no Origin.
      allowRequest: (request, decide) => {
        const { origin } = request.headers;
        decide(null, origin === undefined || this.config.origins.includes(origin));
      },
      // Connection state recovery stays off: it would bring a member removed meanwhile back into the room.
    } as ServerOptions);
    server.use((socket, next) => this.admit(socket, next));
    server.on('connection', (socket) => this.dispatchers.set(socket, this.openDoor(socket)));
    return server;
  }

  override bindMessageHandlers(socket: Socket, handlers: { message: string; callback: Callback }[]): void {
    const door = this.dispatchers.get(socket);
    for (const { message, callback } of handlers) door?.commands.set(message, callback);
  }

  /** Nest asks for it for each gateway, and tells all of them of each time it is called. */
  override bindClientDisconnect(socket: Socket, callback: (reason: string) => void): void {
    if (this.watched.has(socket)) return;
    this.watched.add(socket);
    socket.once('disconnect', callback);
  }

  private openDoor(socket: Socket): CommandDispatcher {
    return new CommandDispatcher(socket, this.addressOf(socket), {
      doorkeeper: this.admission,
      unfinished: this.unfinished,
      scale: this.config.env.RATE_LIMIT_SCALE,
    });
  }

  /** As Express does it for REST: as many proxies are believed as stand in front of us, and no more. */
  private addressOf({ handshake }: Socket): string {
    const forwarded = handshake.headers['x-forwarded-for'];
    const hops = (typeof forwarded === 'string' ? forwarded.split(',') : []).map((hop) => hop.trim()).reverse();
    const addresses = [handshake.address, ...hops];
    return addresses[Math.min(this.config.env.TRUST_PROXY_HOPS, addresses.length - 1)] ?? handshake.address;
  }

  /** Before it is looked at who it is. */
  private admit(socket: Socket, next: (error?: Error) => void): void {
    this.admission.admit(socket, this.addressOf(socket)).then(
      () => next(),
      (error: unknown) => next(rejectConnection(socket, error)),
    );
  }
}
