import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { DigestMailer, type MailedMessage } from './digest-mailer.ts';
import { DigestRepository, type MissedMessage } from './digest.repository.ts';
import type { NotificationKind } from './attention/attention.dto.ts';
import { attentionFor } from './notifications.policy.ts';

const MINUTE_MS = 60_000;
/** A message that is unread for this long is mailed. */
const DIGEST_DELAY_MS = 15 * MINUTE_MS;
/** After a longer stop of the server, older messages are not mailed. */
const MAX_LOOK_BACK_MS = 24 * 60 * MINUTE_MS;

/**
 * Mails people who are offline about messages that notify them: a mail for each room, and each message in a single
 * mail. The mails and the cursor are written in the same transaction, so neither a crash nor a second node repeats or
 * loses any.
 */
@Injectable()
export class DigestService {
  constructor(
    private readonly digests: DigestRepository,
    private readonly online: PresenceHeartbeat,
    private readonly mails: DigestMailer,
    private readonly database: Database,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(MINUTE_MS, 'mail about missed messages', () => this.sendDue());
  }

  async sendDue(now = new Date()): Promise<void> {
    const { mailIds, mailed } = await this.database.transaction((tx) => this.write(tx, now));
    for (const id of mailIds) this.mails.dispatch(id);
    this.mails.note(mailed);
  }

  private async write(tx: Tx, now: Date): Promise<{ mailIds: string[]; mailed: MailedMessage[] }> {
    const until = new Date(now.getTime() - DIGEST_DELAY_MS);
    const reached = await this.digests.advance(tx, until);
    if (!reached) return { mailIds: [], mailed: [] };
    const since = new Date(Math.max(reached.getTime(), until.getTime() - MAX_LOOK_BACK_MS));
    const missed = await this.digests.missed(tx, since, until);
    const mailed = missed.flatMap((each) => {
      const kind = this.mailedKind(each, now);
      return kind ? [{ ...each, kind }] : [];
    });
    const mails = Map.groupBy(mailed, ({ userId, roomId }) => `${userId} ${roomId}`);
    const mailIds: string[] = [];
    for (const [first, ...others] of mails.values())
      if (first) mailIds.push(await this.mails.write(tx, first, [first, ...others]));
    return { mailIds, mailed };
  }

  /** What a message that is mailed is to its reader; null for one that is not mailed. */
  private mailedKind(missed: MissedMessage, now: Date): NotificationKind | null {
    const presence = this.online.availabilityOf(missed.userId);
    const { mail, kind } = attentionFor({ ...missed, presence, isAuthor: false, mentionsHere: false }, now);
    return mail ? kind : null;
  }
}
