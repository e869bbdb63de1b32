import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import type { Tx } from '../common/database/database.ts';
import type { Language } from '../common/languages.ts';
import { MailService } from '../mail/mail.service.ts';
import { UnsubscribeTokenSigner } from '../notifications/unsubscribe-token-signer.ts';
import { excerptOf } from '../shared/excerpt.ts';
import type { Message } from '../timeline/message.dto.ts';
import { recipientOf } from '../users/recipient.ts';
import type { UnheardReminder } from './reminder-mails.repository.ts';
import { SavedRepository } from './saved.repository.ts';

const MAX_REMINDERS_PER_MAIL = 20;

/** What stands for a message that says nothing to its reader: it is deleted, or not theirs to read any more. */
const NO_WORDS: Record<Language, string> = { en: 'A message you saved', de: 'Eine Nachricht, die du dir gemerkt hast' };

/** Writes the mail about the reminders of a person. */
@Injectable()
export class ReminderMailWriter {
  constructor(
    private readonly saved: SavedRepository,
    private readonly mails: MailService,
    private readonly unsubscribeTokens: UnsubscribeTokenSigner,
    private readonly config: Config,
  ) {}

  /** @returns the ids of the mails, to dispatch after the commit */
  async write(tx: Tx, reminders: UnheardReminder[]): Promise<string[]> {
    const [first] = reminders;
    if (!first) return [];
    const to = recipientOf(first);
    const ids = reminders.map(({ messageId }) => messageId);
    const messages = await this.saved.readable(first.userId, ids);
    const unsubscribe = this.unsubscribeTokens.urlFor(first.userId);
    const words = reminders
      .slice(0, MAX_REMINDERS_PER_MAIL)
      .map(({ messageId, note }) => note || wordsOf(messages.get(messageId)) || NO_WORDS[to.language]);
    const values = {
      name: first.name,
      reminders: words.map((text) => ({ text })),
      ['said']: words.join('\n\n'),
      url: `${this.config.publicUrl}/later?show=reminders`,
      unsubscribe,
    };
    const id = await this.mails.enqueue(tx, to, 'reminders', values, {
      'List-Unsubscribe': `<${unsubscribe}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    });
    return [id];
  }

  dispatch(id: string): void {
    this.mails.dispatch(id);
  }
}

function wordsOf(message: Message | undefined): string {
  if (!message || message.deletedAt) return '';
  const excerpt = excerptOf(message.body);
  return excerpt && message.author ? `${message.author.displayName}: ${excerpt}` : excerpt;
}
