import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { InFlightWork } from './in-flight-work.ts';
import { FairQueue } from './limits/fair-queue.ts';

/** Milliseconds between an answer and the work that follows it, at least and at most. */
const MIN_DELAY_MS = 100;
const MAX_DELAY_MS = 1_000;
const BOUNDS = { maxRunning: 2, maxRunningPerKey: 1, maxWaiting: 1_000, maxWaitingPerKey: 100, retryAfterSeconds: 5 };

/**
 * Work that an answer must not wait for, because the time it takes tells what only its outcome may tell. It begins
 * after a random time, so that the next answer does not tell either. A shutdown waits for it; a crash loses it.
 */
@Injectable()
export class DeferredWork {
  private readonly logger = new Logger(DeferredWork.name);
  private readonly queue = new FairQueue(BOUNDS);

  constructor(private readonly inFlight: InFlightWork) {}

  /** @param payer the address or account whose share of the queue this takes; work beyond the share is dropped */
  start(payer: string, work: () => Promise<void>): void {
    const delay = MIN_DELAY_MS + Math.random() * (MAX_DELAY_MS - MIN_DELAY_MS);
    const done = new Promise((resolve) => setTimeout(resolve, delay))
      .then(() => this.queue.run(payer, work))
      .catch((error: unknown) => this.logger.warn(`Deferred work failed: ${String(error)}`));
    void this.inFlight.track(done);
  }
}

@Global()
@Module({ providers: [DeferredWork], exports: [DeferredWork] })
export class DeferredWorkModule {}
