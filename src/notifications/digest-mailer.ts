import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import type { Tx } from '../common/database/database.ts';
import { MailService } from '../mail/mail.service.ts';
import { excerptOf } from '../shared/excerpt.ts';
import { messagePath } from '../shared/message-place.ts';
import { recipientOf } from '../users/recipient.ts';
import { AttentionLedger } from './attention/attention-ledger.ts';
import type { NotificationKind } from './attention/attention.dto.ts';
import { DIGEST_TEXTS } from './digest-texts.ts';
import type { MissedMessage } from './digest.repository.ts';
import { REASON_OF_KIND } from './notifications.policy.ts';
import { UnsubscribeTokenSigner } from './unsubscribe-token-signer.ts';

/** A message about which a mail is written, and what it is to the reader. */
export type MailedMessage = MissedMessage & { kind: NotificationKind };

const MAX_MESSAGES_PER_MAIL = 20;

/** Writes the mail about the messages that a member has missed in a room. */
@Injectable()
export class DigestMailer {
  constructor(
    private readonly mails: MailService,
    private readonly unsubscribeTokens: UnsubscribeTokenSigner,
    private readonly config: Config,
    private readonly ledger: AttentionLedger,
  ) {}

  /** @returns the id of the mail, to dispatch after the commit */
  write(tx: Tx, first: MissedMessage, all: MissedMessage[]): Promise<string> {
    const { userId, name, roomId, seq, messageId, inRoom } = first;
    const to = recipientOf(first);
    const unsubscribe = this.unsubscribeTokens.urlFor(userId);
    const messages = all
      .slice(0, MAX_MESSAGES_PER_MAIL)
      .map(({ author, body }) => ({ author, excerpt: excerptOf(body) || '…' }));
    const values = {
      name,
      ...DIGEST_TEXTS[to.language](first, all.length),
      messages,
      // The templates of plain text have no loops. The name stays: mails wait in the database with their values.
      ['said']: messages.map(({ author, excerpt }) => `${author}: ${excerpt}`).join('\n\n'),
      url: `${this.config.publicUrl}${messagePath({ roomId, id: messageId, seq, inRoom })}`,
      unsubscribe,
    };
    // All mails of a room form a single conversation in the mailbox; its first message was never sent.
    const thread = `<${roomId}.${userId}@parley>`;
    return this.mails.enqueue(tx, to, 'missed-messages', values, {
      'In-Reply-To': thread,
      References: thread,
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    });
  }

  dispatch(id: string): void {
    this.mails.dispatch(id);
  }

  /** After the commit. */
  note(mailed: MailedMessage[]): void {
    for (const { messageId, userId, kind } of mailed)
      this.ledger.note({ messageId, userId, channel: 'mail', outcome: 'rang', kind, reason: REASON_OF_KIND[kind] });
  }
}
