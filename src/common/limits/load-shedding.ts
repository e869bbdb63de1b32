import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config.ts';
import { metrics } from '../observability/metrics.ts';
import { Problem } from '../problem.ts';

/** Milliseconds. */
const SAMPLE_INTERVAL_MS = 500;
const RESOLUTION_MS = 20;
/** Looks in a row: a hiccup is no overload. */
const MIN_LATE_SAMPLES = 4;
/** Seconds. */
const RETRY_AFTER_SECONDS = 5;

/**
 * How far this process is behind with its work, by how late its timers are. While it is too far, it turns away what can wait (newcomers, searches)
 * and keeps its time for those who are in.
 */
@Injectable()
export class LoadShedding implements OnApplicationShutdown {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer = setInterval(() => this.sample(), SAMPLE_INTERVAL_MS).unref();
  private late = 0;
  private worst = 0;

  constructor(private readonly config: Config) {
    this.delay.enable();
  }

  /** @throws Problem `unavailable` with the seconds to wait, while this process is too far behind */
  rejectIfOverloaded(kind: 'connection' | 'read'): void {
    if (this.late < MIN_LATE_SAMPLES) return;
    metrics.shedLoad.inc({ kind });
    throw new Problem('unavailable', 'The server has too much to do', undefined, RETRY_AFTER_SECONDS);
  }

  /** Milliseconds by which timers were late at worst, since this was asked last. */
  takeWorstLagMs(): number {
    const worst = this.worst;
    this.worst = 0;
    return worst;
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }

  private sample(): void {
    // Not one measurement since the last look: the timer that measures did not get its turn either.
    const late = this.delay.count === 0 || this.delay.percentile(50) / 1e6 > this.config.env.OVERLOAD_LAG;
    this.late = late ? this.late + 1 : 0;
    const worst = this.delay.count === 0 ? SAMPLE_INTERVAL_MS : this.delay.percentile(99) / 1e6 - RESOLUTION_MS;
    this.worst = Math.max(this.worst, Math.round(worst));
    this.delay.reset();
  }
}

@Global()
@Module({ providers: [LoadShedding], exports: [LoadShedding] })
export class LoadSheddingModule {}
