import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { AccountDeleted } from '../../auth/accounts/account-events.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { Retention } from '../../common/retention.ts';
import { AttentionLogRepository, type AttentionNote } from './attention-log.repository.ts';

/** Notes within this time are written together, long after the message was committed. */
const WRITE_DELAY_MS = 1_000;
/** Notes in one statement. */
const MAX_BATCH_NOTES = 1_000;
/** Notes that may wait to be written: more of them come only while the database does not keep up. */
const MAX_WAITING = 10_000;
const KEPT_DAYS = 14;

/**
 * Notes what was decided about notifying people. It may lose notes, and then says so in the log: nothing depends on them but
 * the answer to why a message did or did not notify.
 */
@Injectable()
export class AttentionLedger implements BeforeApplicationShutdown {
  private readonly logger = new Logger(AttentionLedger.name);
  private waiting: AttentionNote[] = [];
  private lost = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly log: AttentionLogRepository,
    events: DomainEvents,
    retention: Retention,
  ) {
    events.on(AccountDeleted, ({ userId }) => this.log.forget(userId));
    retention.add({ table: 'attention_log', due: `at < now() - interval '${KEPT_DAYS} days'` });
  }

  note(note: Omit<AttentionNote, 'at'>): void {
    if (this.waiting.length >= MAX_WAITING) this.lost++;
    else this.waiting.push({ ...note, at: new Date().toISOString() });
    this.timer ??= setTimeout(() => void this.write(), WRITE_DELAY_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.write();
  }

  private async write(): Promise<void> {
    const { waiting } = this;
    this.waiting = [];
    while (waiting.length) {
      const batch = waiting.splice(0, MAX_BATCH_NOTES);
      try {
        await this.log.insert(batch);
      } catch (error) {
        this.lost += batch.length;
        this.logger.warn(`Notes about notifications were not written: ${String(error)}`);
      }
    }
    if (this.lost)
      this.logger.warn(`${this.lost} notes about notifications were dropped: the database does not keep up`);
    this.lost = 0;
    this.timer = undefined;
    if (this.waiting.length) this.timer = setTimeout(() => void this.write(), WRITE_DELAY_MS).unref();
  }
}
