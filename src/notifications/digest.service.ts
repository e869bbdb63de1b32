import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { DigestMailer } from './digest-mailer.ts';
import { DigestRepository, type MissedMessage } from './digest.repository.ts';
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
    const mailIds = await this.database.transaction((tx) => this.write(tx, now));
    for (const id of mailIds) this.mails.dispatch(id);
  }

  private async write(tx: Tx, now: Date): Promise<string[]> {
    const until = new Date(now.getTime() - DIGEST_DELAY_MS);
    const reached = await this.digests.advance(tx, until);
    if (!reached) return [];
    const since = new Date(Math.max(reached.getTime(), until.getTime() - MAX_LOOK_BACK_MS));
    const missed = (await this.digests.missed(tx, since, until)).filter((each) => this.wantsMail(each, now));
    const mails = Map.groupBy(missed, ({ userId, roomId }) => `${userId} ${roomId}`);
    const ids: string[] = [];
    for (const [first, ...others] of mails.values())
      if (first) ids.push(await this.mails.write(tx, first, [first, ...others]));
    return ids;
  }

  private wantsMail(missed: MissedMessage, now: Date): boolean {
    const presence = this.online.availabilityOf(missed.userId);
    return attentionFor({ ...missed, presence, isAuthor: false, mentionsHere: false }, now).mail;
  }
}
