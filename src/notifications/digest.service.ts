import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { Database, type Tx } from '../common/database.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { MailService } from '../mail/mail.service.ts';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { excerptOf } from '../shared/excerpt.ts';
import { recipientOf } from '../users/recipient.ts';
import { DIGEST_TEXTS } from './digest-texts.ts';
import { DigestRepository, type MissedMessage } from './digest.repository.ts';
import { effectsFor } from './notifications.policy.ts';
import { UnsubscribeTokens } from './unsubscribe-tokens.ts';

const MINUTE = 60_000;
/** What stays unread for so long is told by mail. */
const PATIENCE = 15 * MINUTE;
/** After a longer stop of the server nobody wants to hear of everything. */
const LOOK_BACK = 24 * 60 * MINUTE;
/** Messages shown in one mail. */
const SHOWN = 20;

/**
 * Writes to people who are away about what was said to them: one mail for each room, and each message in one mail only.
 * The mails and how far they reach are one transaction, so neither a crash nor a second node repeats or loses any.
 */
@Injectable()
export class DigestService {
  constructor(
    private readonly digests: DigestRepository,
    private readonly online: PresenceHeartbeat,
    private readonly mails: MailService,
    private readonly unsubscribing: UnsubscribeTokens,
    private readonly config: Config,
    private readonly database: Database,
    rounds: ScheduledTasks,
  ) {
    rounds.onOneNode(MINUTE, 'mail about missed messages', () => this.round());
  }

  async round(now = new Date()): Promise<void> {
    const written = await this.database.transaction((tx) => this.write(tx, now));
    for (const id of written) this.mails.dispatch(id);
  }

  private async write(tx: Tx, now: Date): Promise<string[]> {
    const until = new Date(now.getTime() - PATIENCE);
    const reached = await this.digests.advance(tx, until);
    if (!reached) return [];
    const since = new Date(Math.max(reached.getTime(), until.getTime() - LOOK_BACK));
    const missed = (await this.digests.missed(tx, since, until)).filter((each) => this.wantsMail(each, now));
    const mails = Map.groupBy(missed, ({ userId, roomId }) => `${userId} ${roomId}`);
    const ids: string[] = [];
    for (const [first, ...others] of mails.values())
      if (first) ids.push(await this.mail(tx, first, [first, ...others]));
    return ids;
  }

  private wantsMail(missed: MissedMessage, now: Date): boolean {
    const presence = this.online.availabilityOf(missed.userId);
    return effectsFor({ ...missed, presence, isAuthor: false, mentionsHere: false }, now)?.mail ?? false;
  }

  private mail(tx: Tx, first: MissedMessage, all: MissedMessage[]) {
    const { userId, name, roomId, seq } = first;
    const to = recipientOf(first);
    const unsubscribe = this.unsubscribing.urlFor(userId);
    const messages = all.slice(0, SHOWN).map(({ author, body }) => ({ author, excerpt: excerptOf(body) || '…' }));
    const values = {
      name,
      ...DIGEST_TEXTS[to.language](first, all.length),
      messages,
      // The templates of plain text know no lists.
      said: messages.map(({ author, excerpt }) => `${author}: ${excerpt}`).join('\n\n'),
      url: `${this.config.publicUrl}/rooms/${roomId}?at=${seq}`,
      unsubscribe,
    };
    // All mails of one room are one conversation in the mailbox, whose first message never was one.
    const thread = `<${roomId}.${userId}@parley>`;
    return this.mails.enqueue(tx, to, 'missed-messages', values, {
      'In-Reply-To': thread,
      References: thread,
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    });
  }
}
