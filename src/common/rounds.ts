import {
  Global,
  Injectable,
  Logger,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';

/**
 * Work that is done again and again: sweeps that mend what an announcement or a queue may have lost. Every node makes
 * its rounds, so what a round does must be safe to do twice at once (claim rows, lock heads). A round that fails is
 * logged and tried again next time.
 */
@Injectable()
export class Rounds implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Rounds.name);
  private readonly rounds: { name: string; every: number; work: () => Promise<void> }[] = [];
  private timers: NodeJS.Timeout[] = [];

  /** Call it in a constructor; rounds begin once the application has started. */
  every(milliseconds: number, name: string, work: () => Promise<void>): void {
    this.rounds.push({ name, every: milliseconds, work });
  }

  onApplicationBootstrap(): void {
    this.timers = this.rounds.map(({ name, every, work }) => {
      const round = () =>
        void work().catch((error: unknown) => this.logger.warn(`The round of ${name} failed: ${String(error)}`));
      return setInterval(round, every).unref();
    });
  }

  onApplicationShutdown(): void {
    for (const timer of this.timers) clearInterval(timer);
  }
}

export const HOUR = 3_600_000;

@Global()
@Module({ providers: [Rounds], exports: [Rounds] })
export class RoundsModule {}
