import {
  Global,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Config } from './config.ts';
import { InFlightWork } from './in-flight-work.ts';
import { TaskLeases } from './task-leases.ts';

interface ScheduledTask {
  name: string;
  everyMs: number;
  work: () => Promise<unknown>;
  /** On each node, or on a single node at a time. */
  onEveryNode: boolean;
}

/**
 * Periodic work: sweeps that repair what an event or a queue may have lost. A failed run is logged and repeated at the
 * next interval. Each task must also be safe to run twice at the same time (claim rows, lock heads): a process that is
 * cut off from the database has lost its lease without knowing.
 */
@Injectable()
export class ScheduledTasks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ScheduledTasks.name);
  private readonly tasks: ScheduledTask[] = [];
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly config: Config,
    private readonly leases: TaskLeases,
    private readonly inFlight: InFlightWork,
  ) {}

  /**
   * Runs in one process at a time, among those with jobs enabled. Call it in a constructor; runs begin once the
   * application has started.
   */
  onOneNode(milliseconds: number, name: string, work: () => Promise<void>): void {
    this.tasks.push({
      name,
      everyMs: milliseconds,
      work: () => this.leases.alone(name, work),
      onEveryNode: false,
    });
  }

  /** Runs in every process: for state that the process holds in memory. */
  onEveryNode(milliseconds: number, name: string, work: () => Promise<void>): void {
    this.tasks.push({ name, everyMs: milliseconds, work, onEveryNode: true });
  }

  onApplicationBootstrap(): void {
    const mine = this.tasks.filter(({ onEveryNode }) => onEveryNode || this.config.env.JOBS);
    this.timers = mine.map((task) => setInterval(() => void this.run(task), task.everyMs).unref());
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async run({ name, work }: ScheduledTask): Promise<void> {
    if (this.inFlight.isShuttingDown) return;
    try {
      await this.inFlight.track(work());
    } catch (error) {
      this.logger.warn(`The scheduled task "${name}" failed: ${String(error)}`);
    }
  }
}

export const HOUR_MS = 3_600_000;

@Global()
@Module({ providers: [ScheduledTasks, TaskLeases], exports: [ScheduledTasks] })
export class ScheduledTasksModule {}
