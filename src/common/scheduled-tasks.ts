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
  /** On each node, or on one at a time. */
  onEveryNode: boolean;
}

/**
 * Work that is done again and again: sweeps that mend what an announcement or a queue may have lost. A round that
 * fails is logged and tried again next time. It must be safe to do twice at once all the same (claim rows, lock
 * heads): a process that was cut from the database has lost its lock without knowing.
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
   * Done by one process at a time, among those that do jobs. Call it in a constructor; rounds begin once the
   * application has started.
   */
  onOneNode(milliseconds: number, name: string, work: () => Promise<void>): void {
    this.tasks.push({ name, every: milliseconds, work: () => this.alone(name, work), onEveryNode: false });
  }

  /** Done by every process for itself: what it keeps in memory. */
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
      this.logger.warn(`The round of ${name} failed: ${String(error)}`);
    }
  }

  /** Under a lock that the database forgets with the connection: a killed process leaves nothing locked. */
  private async alone(name: string, work: () => Promise<void>): Promise<void> {
    const connection = this.database.source.createQueryRunner();
    const ask = async (lock: string): Promise<boolean> => {
      const [answer] = (await connection.query(`SELECT ${lock}(hashtextextended($1, 0)) AS yes`, [
        `parley round ${name}`,
      ])) as { yes: boolean }[];
      return answer?.yes ?? false;
    };
    try {
      if (!(await ask('pg_try_advisory_lock'))) return; // somebody is at it, perhaps we ourselves since the last time
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
