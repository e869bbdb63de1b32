import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';

/** The age at which a node's knowledge of rights is too old to act on. */
const LEASE_MS = 15_000;

/**
 * Whether this node may emit events and admit connections. The sweep reads the memberships; a node without its database
 * cannot know which members were removed since, so it sends no event and accepts no command and no new connection until
 * a sweep has succeeded again.
 */
@Injectable()
export class Lease {
  private until = performance.now() + LEASE_MS;

  get isFresh() {
    return performance.now() < this.until;
  }

  /** @param asOf the time of the query by `performance.now()`: its result may be as old as that */
  renew(asOf: number): void {
    this.until = asOf + LEASE_MS;
  }
}
