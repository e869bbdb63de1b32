import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Config } from '../config.ts';
import { metrics } from '../observability/metrics.ts';
import { Problem } from '../problem.ts';

/** Milliseconds. */
const SAMPLE_INTERVAL_MS = 500;
const RESOLUTION_MS = 20;
/** Late samples in a row before new connections are refused: a hiccup is no overload. */
const MIN_LATE_SAMPLES = 4;
/** What can wait is shed first: at this part of the lag that counts as overload, and after fewer samples. */
const DEFERRABLE_LAG_RATIO = 0.25;
const MIN_LATE_SAMPLES_DEFERRABLE = 2;
/** Seconds. */
const RETRY_AFTER_SECONDS = 5;

/**
 * How far this process is behind with its work, by how late its timers are. While it is behind, it refuses what can
 * wait (see `Deferrable`), and while it is far behind, new connections: its time is for the people who are connected.
 */
@Injectable()
export class LoadShedding implements OnApplicationShutdown {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private readonly timer = setInterval(() => this.sample(), SAMPLE_INTERVAL_MS).unref();
  /** Late samples in a row, by what is shed. */
  private readonly late = { deferrable: 0, connection: 0 };
  private worst = 0;

  constructor(private readonly config: Config) {
    this.delay.enable();
  }

  /** @throws Problem `unavailable` with the seconds to wait, while this process is too far behind */
  rejectIfOverloaded(kind: 'connection' | 'deferrable'): void {
    if (!this.isShedding(kind)) return;
    metrics.shedLoad.inc({ kind });
    throw new Problem('unavailable', 'The server has too much to do', undefined, RETRY_AFTER_SECONDS);
  }

  isShedding(kind: 'connection' | 'deferrable'): boolean {
    return this.late[kind] >= (kind === 'connection' ? MIN_LATE_SAMPLES : MIN_LATE_SAMPLES_DEFERRABLE);
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
    // Without any measurement since the last sample, the timer that measures was late, too.
    const lagMs = this.delay.count === 0 ? Infinity : this.delay.percentile(50) / 1e6;
    const overloadLagMs = this.config.env.OVERLOAD_LAG;
    this.late.connection = lagMs > overloadLagMs ? this.late.connection + 1 : 0;
    this.late.deferrable = lagMs - RESOLUTION_MS > overloadLagMs * DEFERRABLE_LAG_RATIO ? this.late.deferrable + 1 : 0;
    const worst = this.delay.count === 0 ? SAMPLE_INTERVAL_MS : this.delay.percentile(99) / 1e6 - RESOLUTION_MS;
    this.worst = Math.max(this.worst, Math.round(worst));
    this.delay.reset();
  }
}

@Global()
@Module({ providers: [LoadShedding], exports: [LoadShedding] })
export class LoadSheddingModule {}
