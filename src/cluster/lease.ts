import { performance } from 'node:perf_hooks';
import { Injectable } from '@nestjs/common';

/** Milliseconds after which what a node knows of rights is too old to act on. */
const LEASE = 15_000;

/**
 * Whether this node may speak. It knows from the sweep who may hear what; a node that is cut from the database cannot
 * know whom others have thrown out since, so it falls silent rather than trust what it knew: no event, no command,
 * no newcomer, until a sweep has succeeded again.
 */
@Injectable()
export class Lease {
  private until = performance.now() + LEASE;

  get isFresh() {
    return performance.now() < this.until;
  }

  /** @param asOf when the database was asked, by `performance.now()`: the answer is no younger than the question */
  renew(asOf: number): void {
    this.until = asOf + LEASE;
  }
}
