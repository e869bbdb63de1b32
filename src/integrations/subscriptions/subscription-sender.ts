import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { DomainEvents } from '../../common/domain-events.ts';
import { InFlightWork } from '../../common/in-flight-work.ts';
import { ScheduledTasks } from '../../common/scheduled-tasks.ts';
import { MessagesCommitted } from '../../timeline/timeline-events.ts';
import { RoomDelivery } from './room-delivery.ts';
import { type ClaimedRoom, SubscriptionCursorsRepository } from './subscription-cursors.repository.ts';
import { SubscriptionStops } from './subscription-stops.ts';
import { SubscriptionsRepository } from './subscriptions.repository.ts';

const POLL_MS = 1_000;
/** Messages that are committed within this time are looked for together. */
const WAKE_MS = 50;
/** Rooms whose events a process sends at the same time, of all subscriptions. */
const MAX_ROOMS = 40;

/**
 * Sends the events of subscriptions, on every node and worker: a room of a subscription is claimed by one of them at a time,
 * and comes again should that one end. There is no queue that sending a message would have to fill: the revisions of rooms
 * tell what is new.
 */
@Injectable()
export class SubscriptionSender implements OnApplicationShutdown {
  private readonly logger = new Logger('Subscriptions');
  private running = 0;
  private isClaiming = false;
  /** Whether something may have become due during a claim, or while all places were taken. */
  private isWoken = false;
  /** Whether there was a subscription to send for at the last poll: otherwise messages wake nobody. */
  private isActive = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly cursors: SubscriptionCursorsRepository,
    private readonly delivery: RoomDelivery,
    private readonly stops: SubscriptionStops,
    private readonly inFlight: InFlightWork,
    tasks: ScheduledTasks,
    events: DomainEvents,
  ) {
    tasks.onEveryNode(POLL_MS, 'send events', () => this.poll());
    events.on(MessagesCommitted, () => this.wakeSoon());
  }

  onApplicationShutdown(): void {
    clearTimeout(this.timer);
  }

  /** Something is due. */
  wake(): void {
    void this.inFlight.track(this.claim());
  }

  private wakeSoon(): void {
    if (!this.isActive || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.wake();
    }, WAKE_MS).unref();
  }

  private async poll(): Promise<void> {
    const { ids, withoutToken } = await this.subscriptions.active();
    this.isActive = ids.length > 0;
    for (const id of withoutToken) await this.stops.stop(id, 'token_ended');
    if (this.isActive) await this.claim();
  }

  private async claim(): Promise<void> {
    this.isWoken = true;
    if (this.isClaiming || this.inFlight.isShuttingDown) return;
    this.isClaiming = true;
    try {
      while (this.isWoken && this.running < MAX_ROOMS) {
        this.isWoken = false;
        const free = MAX_ROOMS - this.running;
        const claimed = await this.cursors.claim(free);
        for (const room of claimed) this.run(room);
        this.isWoken ||= claimed.length === free;
      }
    } catch (error) {
      this.logger.warn(`Events were not sent, and will be: ${String(error)}`);
    } finally {
      this.isClaiming = false;
    }
  }

  private run(room: ClaimedRoom): void {
    this.running++;
    const sent = this.delivery
      .run(room)
      .catch((error: unknown) => {
        this.logger.warn(`Events of room ${room.roomId} were not sent, and will be: ${String(error)}`);
        return false;
      })
      .then((isBehind) => {
        this.running--;
        if (isBehind || this.isWoken) this.wake();
      });
    void this.inFlight.track(sent);
  }
}
