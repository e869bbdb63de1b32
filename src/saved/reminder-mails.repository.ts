import { Injectable } from '@nestjs/common';
import type { Tx } from '../common/database/database.ts';
import type { Language } from '../common/languages.ts';
import type { Preferences } from '../users/users.dto.ts';

/** A reminder that is due for a quarter of an hour, of a person with an address, and has neither rung nor been mailed. */
export interface UnheardReminder {
  userId: string;
  email: string;
  name: string;
  preferences: Preferences;
  language: Language | null;
  messageId: string;
  note: string;
}

const DELAY = '15 minutes';
const MAX_UNHEARD = 500;

/** Reminders of people who are not connected, and the mails about them. */
@Injectable()
export class ReminderMailsRepository {
  /** Claims them until the transaction ends; those that another process holds are passed over. */
  claim(tx: Tx): Promise<UnheardReminder[]> {
    return tx.query(
      `SELECT u.id AS "userId", u.email, u.display_name AS name, u.preferences, u.language,
              s.message_id AS "messageId", s.note
       FROM saved_messages s JOIN users u ON u.id = s.user_id AND u.email IS NOT NULL AND u.disabled_at IS NULL
       WHERE s.remind_at <= now() - interval '${DELAY}' AND s.remind_at IS NOT NULL AND s.reminded_at IS NULL
         AND s.mailed_at IS NULL
       ORDER BY s.user_id, s.remind_at LIMIT ${MAX_UNHEARD} FOR UPDATE OF s SKIP LOCKED`,
    );
  }

  /** A reminder is mailed once, also where its person wants no such mails. */
  async markMailed(tx: Tx, reminders: readonly UnheardReminder[]): Promise<void> {
    await tx.query(
      `UPDATE saved_messages s SET mailed_at = now() FROM unnest($1::uuid[], $2::uuid[]) AS mailed (user_id, message_id)
       WHERE s.user_id = mailed.user_id AND s.message_id = mailed.message_id`,
      [reminders.map(({ userId }) => userId), reminders.map(({ messageId }) => messageId)],
    );
  }
}
