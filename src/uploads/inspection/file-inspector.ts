import { Injectable } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import { FairQueue } from '../../common/limits/fair-queue.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { InspectionChildren } from './inspection-children.ts';
import type { InspectionJob, InspectionResults } from './job.ts';

const QUEUE_BOUNDS = {
  maxRunning: InspectionChildren.MAX,
  maxRunningPerKey: 1,
  maxWaiting: 100,
  maxWaitingPerKey: 60,
  retryAfterSeconds: 2,
};

/** What is known of a file over which a child was ended, for the time or the memory it took. */
export interface TooDemanding {
  tooDemanding: true;
  /** The thumbnail of an animation was written before. */
  hasStill: boolean;
}

/**
 * Inspects files in child processes, two at a time. Each person has one job under way and one that waits beside those of
 * others, so many files of one person hold nobody up.
 */
@Injectable()
export class FileInspector {
  private readonly queue = new FairQueue(QUEUE_BOUNDS);

  constructor(
    private readonly children: InspectionChildren,
    private readonly rates: RateLimits,
  ) {}

  /**
   * Files that are damaged, or take too much, count against their sender.
   * @throws Problem for a file that is refused; `unavailable` when too many jobs wait; `too_many_requests` after many failures
   */
  async run<T extends InspectionJob['task']>(
    userId: string,
    job: Extract<InspectionJob, { task: T }>,
  ): Promise<InspectionResults[T] | TooDemanding> {
    this.rates.check('inspectionFailure', userId);
    const { verdict, hasStill } = await this.queue.run(userId, () => {
      this.rates.check('inspectionFailure', userId); // failed meanwhile
      return this.children.inspect(job);
    });
    if ('done' in verdict) return verdict.done as InspectionResults[T];
    if (verdict.refused !== 'storage_full') await this.countFailure(userId);
    if (verdict.refused === 'file_too_demanding') return { tooDemanding: true, hasStill };
    throw new Problem(verdict.refused, verdict.detail || undefined);
  }

  /** The file that goes over the limit still gets its own answer; the next one is refused. */
  private async countFailure(userId: string): Promise<void> {
    await this.rates.take('inspectionFailure', userId).catch(() => undefined);
  }
}

export const isTooDemanding = (result: unknown): result is TooDemanding =>
  typeof result === 'object' && result !== null && 'tooDemanding' in result;
