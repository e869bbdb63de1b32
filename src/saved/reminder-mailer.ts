import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { Database } from '../common/database/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { ReminderMailWriter } from './reminder-mail-writer.ts';
import { ReminderMailsRepository } from './reminder-mails.repository.ts';

const MINUTE_MS = 60_000;
/**
 * Mails people who are not connected about their reminders: a mail for each person, and each reminder in a single mail. They
 * ring all the same once the person is back.
 */
@Injectable()
export class ReminderMailer {
  constructor(
    private readonly database: Database,
    private readonly reminders: ReminderMailsRepository,
    private readonly online: PresenceHeartbeat,
    private readonly mails: ReminderMailWriter,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(MINUTE_MS, 'mail about reminders', () => this.sendDue());
  }

  async sendDue(): Promise<void> {
    const mailIds = await this.database.transaction(async (tx) => {
      const unheard = (await this.reminders.claim(tx)).filter(({ userId }) => this.isAway(userId));
      const ids: string[] = [];
      for (const own of Map.groupBy(unheard, ({ userId }) => userId).values())
        if (own[0]?.preferences.emailDigest ?? true) ids.push(...(await this.mails.write(tx, own)));
      if (unheard.length) await this.reminders.markMailed(tx, unheard);
      return ids;
    });
    for (const id of mailIds) this.mails.dispatch(id);
  }

  private isAway(userId: string): boolean {
    return this.online.availabilityOf(userId) === 'offline';
  }
}
