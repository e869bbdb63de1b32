import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';

/** After which what a node knows of rights is too old to act on. */
const LEASE_MS = 15_000;

/**
 * Whether this node may emit and admit. It knows from the sweep who may receive what; a node without its database cannot
 * know who was removed since, so it is silent rather than trust what it knew: no event, no command, no new connection,
 * until a sweep has succeeded again.
 */
@Injectable()
export class Lease {
  private until = performance.now() + LEASE_MS;

  get isFresh() {
    return performance.now() < this.until;
  }

  /** @param asOf when the database was asked, by `performance.now()`: the answer is no younger than the question */
  renew(asOf: number): void {
    this.until = asOf + LEASE_MS;
  }
}
