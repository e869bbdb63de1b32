import { MailerModule, type MailerOptions } from '@nestjs-modules/mailer';
import { HandlebarsAdapter } from '@nestjs-modules/mailer/adapters/handlebars.adapter';
import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Config } from '../common/config.ts';
import { connect } from '../common/redis/redis.ts';
import { MailEntity } from './mail.entity.ts';
import { MailProcessor } from './mail.processor.ts';
import { BullMailQueue, LocalMailQueue, MAIL_QUEUE, MailQueue } from './mail.queue.ts';
import { MailRepository } from './mail.repository.ts';
import { MailSender } from './mail.sender.ts';
import { MailService } from './mail.service.ts';

/**
 * Mail: an outbox table, a queue that empties it, templates in HTML and text. A mail written in a committed
 * transaction is sent, even if the process, Redis or the mail server fails in between.
 */
@Global()
@Module({})
export class MailModule {
  static for(config: Config): DynamicModule {
    const redis = config.env.REDIS_URL;
    return {
      module: MailModule,
      imports: [
        TypeOrmModule.forFeature([MailEntity]),
        MailerModule.forRoot(mailer(config)),
        ...(redis
          ? [
              BullModule.forRoot({ createClient: (type) => bullClient(redis, type), prefix: '{parley}' }),
              BullModule.registerQueue({ name: MAIL_QUEUE }),
            ]
          : []),
      ],
      providers: [
        MailRepository,
        MailSender,
        MailService,
        LocalMailQueue,
        redis ? { provide: MailQueue, useClass: BullMailQueue } : { provide: MailQueue, useExisting: LocalMailQueue },
        ...(redis && config.env.JOBS ? [MailProcessor] : []),
      ],
      exports: [MailService],
    };
  }
}

/** Bull asks for commands that wait, and for connections whose commands never fail for having waited. */
const bullClient = (url: string, type: 'client' | 'subscriber' | 'bclient') => {
  const client = connect(url, { maxRetriesPerRequest: null, enableReadyCheck: type === 'client' });
  client.on('error', () => undefined); // RedisConnections says it once per outage
  return client;
};

function mailer({ env }: Config): MailerOptions {
  return {
    transport: {
      host: env.MAIL_SERVER,
      port: env.MAIL_PORT,
      // Port 465 speaks TLS from the first byte; elsewhere STARTTLS is required when TLS is wanted, and not tried otherwise.
      secure: env.MAIL_USE_TLS && env.MAIL_PORT === 465,
      requireTLS: env.MAIL_USE_TLS,
      ignoreTLS: !env.MAIL_USE_TLS,
      ...(env.MAIL_USERNAME && { auth: { user: env.MAIL_USERNAME, pass: env.MAIL_PASSWORD } }),
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 30_000,
    },
    template: {
      dir: `${import.meta.dirname}/templates`,
      adapter: new HandlebarsAdapter(),
      options: { strict: true },
    },
  };
}
