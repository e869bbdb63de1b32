import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Database } from '../../common/database/database.ts';
import { MailService } from '../../mail/mail.service.ts';
import { Bus } from '../../cluster/bus.ts';
import { Lease } from '../../cluster/lease.ts';
import { queuedPackets } from '../../transport/engine-io-internals.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';

/** Values that are read when `/metrics` is requested, and cost nothing until then. */
@Injectable()
export class ProcessGauges {
  readonly registry = new Registry();

  constructor(database: Database, realtime: RealtimeService, bus: Bus, lease: Lease, mails: MailService) {
    const sockets = () => [...realtime.server.of('/').sockets.values()];
    this.gauge('sockets', 'Sockets connected to this process', () => sockets().length);
    this.gauge('socket_queue_packets_max', 'Packets that wait for the slowest reader', () =>
      Math.max(0, ...sockets().map((socket) => queuedPackets(socket).length)),
    );
    this.gauge('redis_healthy', 'Whether hints flow; 1 too when there is no Redis', () => Number(bus.isHealthy));
    this.gauge('lease_fresh', 'Whether this process knows rights well enough to speak', () => Number(lease.isFresh));
    this.gauge('database_pool_connections', 'Connections to PostgreSQL', () => database.pool.totalCount);
    this.gauge('database_pool_waiting', 'Queries that wait for a connection', () => database.pool.waitingCount);
    this.gauge(
      'mail_queue_age_seconds',
      'Age of the oldest mail that is due and not sent',
      async () => (await mails.state()).oldestDue ?? 0,
    );
    this.gauge('mails_given_up', 'Mails that were tried too often', async () => (await mails.state()).givenUp);
  }

  /** A value that cannot be read (the database does not answer) becomes NaN instead of zero. */
  private gauge(name: string, help: string, look: () => number | Promise<number>): void {
    new Gauge({
      name: `parley_${name}`,
      help,
      registers: [this.registry],
      async collect() {
        this.set(
          await Promise.resolve()
            .then(look)
            .catch(() => NaN),
        );
      },
    });
  }
}
