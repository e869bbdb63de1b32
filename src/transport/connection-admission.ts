import { Injectable } from '@nestjs/common';
import type { Socket } from 'socket.io';
import { addressKey } from '../common/http/client-address.ts';
import { limits } from '../shared/limits.ts';
import { LoadShedding } from '../common/limits/load-shedding.ts';
import { Problem } from '../common/problem.ts';
import { InFlightWork } from '../common/in-flight-work.ts';
import { Lease } from '../cluster/lease.ts';
import { ConnectionCounter } from '../cluster/connection-counter.ts';
import { RefusalLimit } from './refusal-limit.ts';

/** After which a rejected client may be admitted: a lost connection is noticed by then. */
const RETRY_AFTER_SECONDS = 35;

/** Which connections are admitted: none while the process stops, has no lease or is overloaded, and not without number. */
@Injectable()
export class ConnectionAdmission {
  /** Connections that are counted for their address; each counts once, regardless of its handshakes. */
  private readonly placed = new WeakSet<object>();

  constructor(
    private readonly lease: Lease,
    private readonly load: LoadShedding,
    private readonly inFlight: InFlightWork,
    private readonly connections: ConnectionCounter,
    private readonly refusals: RefusalLimit,
  ) {}

  /**
   * Called when only the address of a connection is known.
   * @throws Problem `unavailable` or `too_many_requests`
   */
  async admit(socket: Pick<Socket, 'conn'>, address: string): Promise<void> {
    this.assertServing();
    this.load.rejectIfOverloaded('connection');
    if (this.placed.has(socket.conn)) return;
    await this.count(socket, `address:${addressKey(address)}`, limits.socketsPerAddress);
    this.placed.add(socket.conn);
  }

  /** @throws Problem `too_many_requests` */
  async admitPerson(socket: Pick<Socket, 'conn'>, userId: string): Promise<void> {
    const wait = this.refusals.waitSeconds(userId);
    if (wait) throw new Problem('too_many_requests', 'Too many commands were refused', undefined, wait);
    await this.count(socket, `person:${userId}`, limits.socketsPerPerson);
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
    if (await this.connections.open(owner, limit)) return;
    // A rejected connection does not count; if it was closed meanwhile, it was counted down already.
    if (conn.listeners('close').includes(close)) close();
    conn.off('close', close);
    throw new Problem('too_many_requests', 'There are too many connections', undefined, RETRY_AFTER_SECONDS);
  }
}
