import { Injectable } from '@nestjs/common';
import { Database, returning } from '../common/database.ts';
import type { Mail } from './mail.entity.ts';

/** A mail is given up after this many tries, spread over about a day. */
const MAX_TRIES = 12;

@Injectable()
export class MailRepository {
  constructor(private readonly database: Database) {}

  /** Mails that wait although they are due; those younger than a moment are still in the queue's hands. */
  async due(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM mails WHERE sent_at IS NULL AND tries < $1 AND due_at < now() - interval '20 seconds' ORDER BY due_at LIMIT 100`,
      [MAX_TRIES],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Takes a mail for one try: whoever gets the row sends it, others find it not due. Should the process die before
   * `sent`, the mail is due again two minutes later.
   */
  async claim(
    id: string,
  ): Promise<Pick<Mail, 'id' | 'recipient' | 'template' | 'data' | 'headers' | 'tries'> | undefined> {
    const [mail] = await returning<Mail>(
      this.database.source.manager,
      `UPDATE mails SET tries = tries + 1, due_at = now() + interval '2 minutes'
       WHERE id = $1 AND sent_at IS NULL AND tries < $2 AND due_at <= now()
       RETURNING id, recipient, template, data, headers, tries`,
      [id, MAX_TRIES],
    );
    return mail;
  }

  /** The values (a code among them) are not needed any more. */
  async sent(id: string): Promise<void> {
    await this.database.query(
      `UPDATE mails SET sent_at = now(), data = '{}', headers = '{}', last_error = NULL WHERE id = $1`,
      [id],
    );
  }

  /** Tries again after 5 s, 10 s, 20 s … at most two hours. */
  async failed(id: string, error: string, tries: number): Promise<void> {
    const seconds = Math.min(5 * 2 ** (tries - 1), 7200);
    await this.database.query(
      `UPDATE mails SET last_error = $2, due_at = now() + make_interval(secs => $3) WHERE id = $1`,
      [id, error.slice(0, 500), seconds],
    );
  }
}
