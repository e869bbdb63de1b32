import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { Config } from '../common/config.ts';
import { limits } from '../shared/limits.ts';
import { LoadShedding } from '../common/load-shedding.ts';
import { Problem } from '../common/problem.ts';
import { InFlightWork } from '../common/in-flight-work.ts';
import { Lease } from '../cluster/lease.ts';
import { OpenConnections } from '../cluster/open-connections.ts';

/** Seconds after which somebody who was refused may find room: a lost connection is noticed by then. */
const RETRY_AFTER = 35;

/** Who is let in at all: not by a process that stops, has lost its lease or too much to do, and not without number. */
@Injectable()
export class ConnectionAdmission {
  constructor(
    private readonly lease: Lease,
    private readonly load: LoadShedding,
    private readonly unfinished: InFlightWork,
    private readonly connections: OpenConnections,
    private readonly config: Config,
  ) {}

  /**
   * Before anything is known of a connection but where it comes from.
   * @throws Problem `unavailable` or `too_many_requests`
   */
  async admit(socket: Pick<Socket, 'conn'>, address: string): Promise<void> {
    this.assertServing();
    this.load.rejectIfOverloaded('connection');
    await this.count(socket, `address:${address}`, limits.socketsPerAddress);
  }

  /** @throws Problem `too_many_requests` */
  admitPerson(socket: Pick<Socket, 'conn'>, userId: string): Promise<void> {
    return this.count(socket, `person:${userId}`, limits.socketsPerPerson);
  }

  /**
   * Whether this process may act on what it knows of people's rights.
   * @throws Problem `unavailable`
   */
  assertServing(): void {
    if (this.unfinished.isShuttingDown) throw new Problem('unavailable', 'The server is stopping', undefined, 1);
    if (!this.lease.isFresh) throw new Problem('unavailable', 'The database is away', undefined, 5);
  }

  private async count({ conn }: Pick<Socket, 'conn'>, whose: string, limit: number): Promise<void> {
    if (conn.readyState === 'closed') return; // gone while it was looked at who it is: nobody would give the place back
    const close = () => this.connections.close(whose);
    conn.once('close', close);
    const open = await this.connections.open(whose);
    if (open <= Math.max(1, Math.round(limit * this.config.env.RATE_LIMIT_SCALE))) return;
    // Whoever is refused takes no place; if the connection has ended meanwhile, it has given its place back already.
    if (conn.listeners('close').includes(close)) close();
    conn.off('close', close);
    throw new Problem('too_many_requests', 'There are too many connections', undefined, RETRY_AFTER);
  }
}
