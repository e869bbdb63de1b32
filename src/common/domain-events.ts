import { Global, Injectable, Logger, Module } from '@nestjs/common';
import { InFlightWork } from './in-flight-work.ts';

type EventHandler = (announcement: unknown) => void | Promise<void>;
type EventClass<T> = abstract new (...args: never[]) => T;

/**
 * Informs features of higher rank without depending on them: a feature publishes an event of its own class, after the
 * commit. Listeners are awaited; a failing listener is logged and never fails the operation itself, so its effect must
 * be repairable from the database. A process that shuts down waits for listeners, because the database connection is
 * closed afterwards.
 */
@Injectable()
export class DomainEvents {
  private readonly logger = new Logger(DomainEvents.name);
  private readonly handlers = new Map<unknown, EventHandler[]>();

  constructor(private readonly inFlight: InFlightWork) {}

  on<T>(kind: EventClass<T>, handler: (event: T) => void | Promise<void>): void {
    const handlers = this.handlers.get(kind) ?? [];
    handlers.push((event) => handler(event as T));
    this.handlers.set(kind, handlers);
  }

  async publish(event: object): Promise<void> {
    const handlers = this.handlers.get(event.constructor);
    if (handlers) await this.inFlight.track(this.dispatch(handlers, event));
  }

  private async dispatch(handlers: EventHandler[], event: object): Promise<void> {
    for (const handler of handlers) {
      try {
        await handler(event);
      } catch (error) {
        this.logger.error(error);
      }
    }
  }
}

@Global()
@Module({ providers: [DomainEvents], exports: [DomainEvents] })
export class DomainEventsModule {}
