import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { Config } from '../common/config.ts';
import { limits } from '../common/limits.ts';
import { Load } from '../common/load.ts';
import { Problem } from '../common/problem.ts';
import { Unfinished } from '../common/unfinished.ts';
import { Lease } from './lease.ts';

/** Seconds after which somebody who was refused may find room: a lost connection is noticed by then. */
const RETRY_AFTER = 35;

/** Who is let in at all: not by a process that stops, has lost its lease or too much to do, and not without number. */
@Injectable()
export class Doorkeeper {
  private readonly open = new Map<string, number>();

  constructor(
    private readonly lease: Lease,
    private readonly load: Load,
    private readonly unfinished: Unfinished,
    private readonly config: Config,
  ) {}

  /**
   * Before anything is known of a connection but where it comes from.
   * @throws Problem `unavailable` or `too_many_requests`
   */
  admit(socket: Pick<Socket, 'conn'>, address: string): void {
    this.insist();
    this.load.spare('connection');
    this.count(socket, `address ${address}`, limits.socketsPerAddress);
  }

  /** @throws Problem `too_many_requests` */
  admitPerson(socket: Pick<Socket, 'conn'>, userId: string): void {
    this.count(socket, `person ${userId}`, limits.socketsPerPerson);
  }

  /**
   * Whether this process may act on what it knows of people's rights.
   * @throws Problem `unavailable`
   */
  insist(): void {
    if (this.unfinished.ending) throw new Problem('unavailable', 'The server is stopping', undefined, 1);
    if (!this.lease.fresh) throw new Problem('unavailable', 'The database is away', undefined, 5);
  }

  private count(socket: Pick<Socket, 'conn'>, whose: string, limit: number): void {
    const others = this.open.get(whose) ?? 0;
    if (others >= Math.max(1, Math.round(limit * this.config.env.RATE_LIMIT_SCALE)))
      throw new Problem('too_many_requests', 'There are too many connections', undefined, RETRY_AFTER);
    this.open.set(whose, others + 1);
    socket.conn.once('close', () => {
      const left = (this.open.get(whose) ?? 1) - 1;
      if (left) this.open.set(whose, left);
      else this.open.delete(whose);
    });
  }
}
