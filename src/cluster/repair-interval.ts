import type { Bus } from './bus.ts';

/** How long after the end of one run the next begins, in milliseconds. */
export interface RepairDelays {
  whileHintsFlowMs: number;
  /** Shorter, because then nothing else tells of a change on another node. */
  withoutHintsMs: number;
}

/** Repeats work that makes up for lost hints. A run begins only after the one before has ended. */
export class RepairInterval {
  private timer?: NodeJS.Timeout;
  private stopped = false;

  /** @param work handles its own errors */
  constructor(
    private readonly bus: Bus,
    private readonly delays: RepairDelays,
    private readonly work: () => Promise<void>,
  ) {}

  /** The first run begins after one delay. */
  start(): void {
    if (this.stopped) return;
    const { whileHintsFlowMs, withoutHintsMs } = this.delays;
    this.timer = setTimeout(() => void this.run(), this.bus.isHealthy ? whileHintsFlowMs : withoutHintsMs).unref();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.work();
    } finally {
      this.start();
    }
  }
}
