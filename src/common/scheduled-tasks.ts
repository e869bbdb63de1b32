import {
  Global,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Config } from './config.ts';
import { Database } from './database/database.ts';
import { InFlightWork } from './in-flight-work.ts';

interface ScheduledTask {
  name: string;
  every: number;
  work: () => Promise<void>;
  /** On each node, or on a single node at a time. */
  onEveryNode: boolean;
}

/**
 * Periodic work: sweeps that repair what an event or a queue may have lost. A failed run is logged and repeated at the
 * next interval. Each task must also be safe to run twice at the same time (claim rows, lock heads): a process that is
 * cut off from the database has lost its lock without knowing.
 */
@Injectable()
export class ScheduledTasks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ScheduledTasks.name);
  private readonly tasks: ScheduledTask[] = [];
  private timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly unfinished: InFlightWork,
  ) {}

  /**
   * Runs in one process at a time, among those with jobs enabled. Call it in a constructor; runs begin once the
   * application has started.
   */
  onOneNode(milliseconds: number, name: string, work: () => Promise<void>): void {
    this.tasks.push({ name, every: milliseconds, work: () => this.alone(name, work), onEveryNode: false });
  }

  /** Runs in every process: for state that the process holds in memory. */
  onEveryNode(milliseconds: number, name: string, work: () => Promise<void>): void {
    this.tasks.push({ name, every: milliseconds, work, onEveryNode: true });
  }

  onApplicationBootstrap(): void {
    const mine = this.tasks.filter(({ onEveryNode: everywhere }) => everywhere || this.config.env.JOBS);
    this.timers = mine.map((round) => setInterval(() => void this.make(round), round.every).unref());
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private async make({ name, work }: ScheduledTask): Promise<void> {
    if (this.unfinished.isShuttingDown) return;
    try {
      await this.unfinished.track(work());
    } catch (error) {
      this.logger.warn(`The scheduled task "${name}" failed: ${String(error)}`);
    }
  }

  /** The lock ends with its database connection: a killed process leaves nothing locked. */
  private async alone(name: string, work: () => Promise<void>): Promise<void> {
    const connection = this.database.source.createQueryRunner();
    const ask = async (lock: string): Promise<boolean> => {
      const [answer] = (await connection.query(`SELECT ${lock}(hashtextextended($1, 0)) AS yes`, [
        `parley round ${name}`,
      ])) as { yes: boolean }[];
      return answer?.yes ?? false;
    };
    try {
      if (!(await ask('pg_try_advisory_lock'))) return; // another run holds the lock, perhaps an earlier run of this process
      await work().finally(() => ask('pg_advisory_unlock'));
    } finally {
      await connection.release();
    }
  }
}

export const HOUR_MS = 3_600_000;

@Global()
@Module({ providers: [ScheduledTasks], exports: [ScheduledTasks] })
export class ScheduledTasksModule {}
