import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config.ts';
import { metrics } from '../observability/metrics.ts';
import { Problem } from '../problem.ts';

/** Milliseconds. */
const SAMPLE_INTERVAL_MS = 500;
const RESOLUTION_MS = 20;
/** Consecutive samples above the threshold that count as overload. */
const MIN_LATE_SAMPLES = 4;
/** Seconds. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Measures how far this process is behind with its work by the delay of its timers. While the delay is too long, it
 * rejects what can wait (new connections, searches), so that connected clients are still served.
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

  /** @throws Problem `unavailable` with the seconds to wait, while this process is overloaded */
  rejectIfOverloaded(kind: 'connection' | 'read'): void {
    if (this.late < MIN_LATE_SAMPLES) return;
    metrics.shedLoad.inc({ kind });
    throw new Problem('unavailable', 'The server has too much to do', undefined, RETRY_AFTER_SECONDS);
  }

  /** The longest timer delay since the previous call, in milliseconds. */
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
    // No measurement since the previous sample: the measuring timer was delayed as well.
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
