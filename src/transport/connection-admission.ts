import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { Config } from '../common/config.ts';
import { limits } from '../shared/limits.ts';
import { LoadShedding } from '../common/limits/load-shedding.ts';
import { Problem } from '../common/problem.ts';
import { InFlightWork } from '../common/in-flight-work.ts';
import { Lease } from '../cluster/lease.ts';
import { ConnectionCounter } from '../cluster/connection-counter.ts';

/** After which a rejected client may be admitted: a lost connection is noticed by then. */
const RETRY_AFTER_SECONDS = 35;

/** Which connections are admitted: none while the process stops, has no lease or is overloaded, and not without number. */
@Injectable()
export class ConnectionAdmission {
  constructor(
    private readonly lease: Lease,
    private readonly load: LoadShedding,
    private readonly inFlight: InFlightWork,
    private readonly connections: ConnectionCounter,
    private readonly config: Config,
  ) {}

  /**
   * Called when only the address of a connection is known.
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
   * Whether this process may act on the rights that it knows.
   * @throws Problem `unavailable`
   */
  assertServing(): void {
    if (this.inFlight.isShuttingDown) throw new Problem('unavailable', 'The server is stopping', undefined, 1);
    if (!this.lease.isFresh) throw new Problem('unavailable', 'The database is away', undefined, 5);
  }

  private async count({ conn }: Pick<Socket, 'conn'>, owner: string, limit: number): Promise<void> {
    if (conn.readyState === 'closed') return; // closed during the handshake: no event would follow to count it down
    const close = () => this.connections.close(owner);
    conn.once('close', close);
    const open = await this.connections.open(owner);
    if (open <= Math.max(1, Math.round(limit * this.config.env.RATE_LIMIT_SCALE))) return;
    // A rejected connection does not count; if it was closed meanwhile, it was counted down already.
    if (conn.listeners('close').includes(close)) close();
    conn.off('close', close);
    throw new Problem('too_many_requests', 'There are too many connections', undefined, RETRY_AFTER_SECONDS);
  }
}
