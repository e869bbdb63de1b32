import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { InFlightWork } from './in-flight-work.ts';

type EventHandler = (announcement: unknown) => void | Promise<void>;
type EventClass<T> = abstract new (...args: never[]) => T;

/**
 * How a feature is heard by those above it without knowing them: it announces an object of a class of its own,
 * after the commit. Hearers are awaited; one that fails is logged and never fails the act itself, so each must be
 * repairable from the database. A process that ends waits for them: what they look up late finds no database any more.
 */
@Injectable()
export class DomainEvents {
  private readonly logger = new Logger(DomainEvents.name);
  private readonly handlers = new Map<unknown, EventHandler[]>();

  constructor(private readonly unfinished: InFlightWork) {}

  on<T>(kind: EventClass<T>, hear: (announcement: T) => void | Promise<void>): void {
    const hearers = this.handlers.get(kind) ?? [];
    hearers.push((announcement) => hear(announcement as T));
    this.handlers.set(kind, hearers);
  }

  async publish(announcement: object): Promise<void> {
    const hearers = this.handlers.get(announcement.constructor);
    if (hearers) await this.unfinished.track(this.tell(hearers, announcement));
  }

  private async tell(hearers: EventHandler[], announcement: object): Promise<void> {
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
@Module({ providers: [DomainEvents], exports: [DomainEvents] })
export class DomainEventsModule {}
