import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { InFlightWork } from '../common/in-flight-work.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { PushDelivery } from './push-delivery.ts';
import { type DuePush, PushesRepository } from './pushes.repository.ts';

const POLL_MS = 1_000;
/** Pushes that a process sends at the same time. */
const MAX_SENDING = 20;
/** With so many free places more pushes are claimed together. */
const MIN_FREE = 10;

/**
 * Sends what is due, on every node and worker: a push is claimed by one of them, and comes again should that one end. So a push
 * may be sent twice, and its tag and topic make that one notification.
 */
@Injectable()
export class PushSender {
  private readonly logger = new Logger(PushSender.name);
  private sending = 0;
  private isClaiming = false;
  /** Whether something may have become due during a claim, or while all places were taken. */
  private isWoken = false;

  constructor(
    private readonly pushes: PushesRepository,
    private readonly delivery: PushDelivery,
    private readonly inFlight: InFlightWork,
    { push }: Config,
    tasks: ScheduledTasks,
  ) {
    if (push.enabled) tasks.onEveryNode(POLL_MS, 'send pushes', () => this.claim());
  }

  /** Something is due. */
  wake(): void {
    void this.inFlight.track(this.claim());
  }

  private async claim(): Promise<void> {
    this.isWoken = true;
    if (this.isClaiming || this.inFlight.isShuttingDown) return;
    this.isClaiming = true;
    try {
      while (this.isWoken && MAX_SENDING - this.sending >= MIN_FREE) {
        this.isWoken = false;
        const free = MAX_SENDING - this.sending;
        const claimed = await this.pushes.claim(free);
        for (const push of await this.pushes.load(claimed)) this.send(push);
        this.isWoken ||= claimed.length === free;
      }
    } catch (error) {
      this.logger.warn(`Pushes were not sent, and will be: ${String(error)}`);
    } finally {
      this.isClaiming = false;
    }
  }

  private send(push: DuePush): void {
    this.sending++;
    const sent = this.delivery
      .deliver(push)
      .catch((error: unknown) => this.logger.warn(`A push was not sent, and will be tried again: ${String(error)}`))
      .finally(() => {
        this.sending--;
        if (this.isWoken && MAX_SENDING - this.sending >= MIN_FREE) this.wake();
      });
    void this.inFlight.track(sent);
  }
}
