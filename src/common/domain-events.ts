import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { Unfinished } from './in-flight-work.ts';

type Hear = (announcement: unknown) => void | Promise<void>;
type Kind<T> = abstract new (...args: never[]) => T;

/**
 * How a feature is heard by those above it without knowing them: it announces an object of a class of its own,
 * after the commit. Hearers are awaited; one that fails is logged and never fails the act itself, so each must be
 * repairable from the database. A process that ends waits for them: what they look up late finds no database any more.
 */
@Injectable()
export class Announcements {
  private readonly logger = new Logger(Announcements.name);
  private readonly hearers = new Map<unknown, Hear[]>();

  constructor(private readonly unfinished: Unfinished) {}

  on<T>(kind: Kind<T>, hear: (announcement: T) => void | Promise<void>): void {
    const hearers = this.hearers.get(kind) ?? [];
    hearers.push((announcement) => hear(announcement as T));
    this.hearers.set(kind, hearers);
  }

  async announce(announcement: object): Promise<void> {
    const hearers = this.hearers.get(announcement.constructor);
    if (hearers) await this.unfinished.during(this.tell(hearers, announcement));
  }

  private async tell(hearers: Hear[], announcement: object): Promise<void> {
    for (const hear of hearers) {
      try {
        await hear(announcement);
      } catch (error) {
        this.logger.error(error);
      }
    }
  }
}

@Global()
@Module({ providers: [Announcements], exports: [Announcements] })
export class AnnouncementsModule {}
