import { Injectable } from '@nestjs/common';
import { Bus } from '../cluster/bus.ts';
import { DatabaseConnections } from '../common/database/database-connections.ts';
import { isUnavailability, unavailabilityReason } from '../common/database/database-unavailable.ts';
import { Pipeline, type PreparedStatement } from '../common/database/pipeline.ts';
import { withTimeout } from './with-timeout.ts';

/** Less than what orchestrators wait for an answer about readiness. */
const TIMEOUT_MS = 2_000;
/** Minimum interval between two writes, however often readiness is asked for. */
const CACHE_MS = 1_000;

/** A row of this process alone; without one the statement is refused by a server that takes no writes all the same. */
const WRITE: PreparedStatement = { name: 'check-write', text: 'UPDATE nodes SET seen_at = now() WHERE id = $1' };

/** Whether this process can write, by the way that messages take. */
@Injectable()
export class WriteCheck {
  private last?: { at: number; wrong: Promise<string | null> };

  constructor(
    private readonly pipeline: Pipeline,
    private readonly connections: DatabaseConnections,
    private readonly bus: Bus,
  ) {}

  /** Completes "The database …", for operators; null when a write has succeeded. */
  whatIsWrong(): Promise<string | null> {
    const now = performance.now();
    if (!this.last || now - this.last.at > CACHE_MS) this.last = { at: now, wrong: this.write() };
    return this.last.wrong;
  }

  private async write(): Promise<string | null> {
    try {
      await withTimeout(
        this.pipeline.transaction({
          begin: (send) => send(WRITE, this.bus.nodeId),
          end: () => Promise.resolve(),
        }),
        TIMEOUT_MS,
      );
      return null;
    } catch (error) {
      // The address may lead elsewhere by now, and open connections would stay where they are.
      if (isUnavailability(error)) this.connections.closeIdle();
      return unavailabilityReason(error);
    }
  }
}
