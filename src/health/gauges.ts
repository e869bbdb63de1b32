import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { Database } from '../common/database.ts';
import { Bus } from '../realtime/bus.ts';
import { Lease } from '../realtime/lease.ts';
import type { ParleySocket } from '../realtime/realtime.service.ts';
import { Realtime } from '../realtime/realtime.service.ts';

/** What is looked up when somebody asks for `/metrics`, and costs nothing until then. */
@Injectable()
export class Gauges {
  readonly registry = new Registry();

  constructor(
    private readonly database: Database,
    realtime: Realtime,
    bus: Bus,
    lease: Lease,
  ) {
    const sockets = () => [...realtime.server.of('/').sockets.values()];
    this.gauge('sockets', 'Sockets connected to this process', () => sockets().length);
    this.gauge('socket_queue_packets_max', 'Packets that wait for the slowest reader', () =>
      Math.max(0, ...sockets().map(queueOf)),
    );
    this.gauge('redis_healthy', 'Whether hints flow; 1 too when there is no Redis', () => Number(bus.healthy));
    this.gauge('lease_fresh', 'Whether this process knows rights well enough to speak', () => Number(lease.fresh));
    this.gauge('database_pool_connections', 'Connections to PostgreSQL', () => this.database.pool.totalCount);
    this.gauge('database_pool_waiting', 'Queries that wait for a connection', () => this.database.pool.waitingCount);
    this.gauge('mail_queue_age_seconds', 'Age of the oldest mail that is due and not sent', () => this.mailAge());
    this.gauge('mails_given_up', 'Mails that were tried too often', () => this.mailsGivenUp());
  }

  /** One that cannot be told (the database is away) is left out rather than called zero. */
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

  private mailAge(): Promise<number> {
    return this.number(
      `SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) AS value FROM mails WHERE sent_at IS NULL AND due_at <= now() AND tries < 12`,
    );
  }

  private mailsGivenUp(): Promise<number> {
    return this.number('SELECT count(*) AS value FROM mails WHERE sent_at IS NULL AND tries >= 12');
  }

  private async number(sql: string): Promise<number> {
    const [row] = await this.database.query<{ value: number | string }>(sql);
    return Number(row?.value ?? 0);
  }
}

const queueOf = ({ conn }: ParleySocket) => (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length;
