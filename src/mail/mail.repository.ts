import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { Retention } from '../common/retention.ts';
import { ServerSettings } from '../common/settings/server-settings.ts';
import type { MailEntity } from './mail.entity.ts';

/** The state of the outbox; ages in seconds, null when no mail waits. */
export interface OutboxState {
  waiting: number;
  /** The waiting mails that failed before. */
  retrying: number;
  givenUp: number;
  oldest: number | null;
  /** Only of mails that are due. */
  oldestDue: number | null;
}

export interface FailingMail extends Pick<
  MailEntity,
  'id' | 'template' | 'recipient' | 'tries' | 'dueAt' | 'createdAt'
> {
  lastError: string;
  givenUp: boolean;
}

interface Failure {
  /** Including this one. */
  tries: number;
  /** Whether the mail server will never take this mail. */
  isPermanent: boolean;
}

/** A mail is given up after this many tries, spread over about a day. */
const MAX_TRIES = 12;
/** What they hold expires within the hour. */
const SHORT_LIVED = `('verify-email', 'reset-password', 'change-email', 'email-changed')`;

@Injectable()
export class MailRepository {
  constructor(
    private readonly database: Database,
    retention: Retention,
    settings: ServerSettings,
  ) {
    // How long it can be seen that a mail was sent or given up, and to which address.
    const kept = () => `interval '${settings.values.mailRetention} days'`;
    retention.add(
      { table: 'mails', due: () => `sent_at < now() - ${kept()}` },
      // A code or link that has expired is useless; other mails may still be tried again by hand, so they stay longer.
      {
        table: 'mails',
        due: () => `sent_at IS NULL AND tries >= ${MAX_TRIES} AND created_at <
          now() - CASE WHEN template IN ${SHORT_LIVED} THEN interval '1 day' ELSE ${kept()} END`,
      },
    );
  }

  /** At most 100 mails that were due at least 2 seconds ago; the queue is still working on younger ones. */
  async findDue(): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM mails WHERE sent_at IS NULL AND tries < $1 AND due_at < now() - interval '2 seconds' ORDER BY due_at LIMIT 100`,
      [MAX_TRIES],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Claims a mail for a single attempt: concurrent senders do not find it due. If the process ends before `markSent`,
   * the mail is due again two minutes later.
   */
  async claim(
    id: string,
  ): Promise<
    Pick<MailEntity, 'id' | 'recipient' | 'language' | 'template' | 'data' | 'headers' | 'tries'> | undefined
  > {
    const [mail] = await returning<MailEntity>(
      this.database.source.manager,
      `UPDATE mails SET tries = tries + 1, due_at = now() + interval '2 minutes'
       WHERE id = $1 AND sent_at IS NULL AND tries < $2 AND due_at <= now()
       RETURNING id, recipient, language, template, data, headers, tries`,
      [id, MAX_TRIES],
    );
    return mail;
  }

  /** Also removes the variables, which may hold a code. */
  async markSent(id: string): Promise<void> {
    await this.database.query(
      `UPDATE mails SET sent_at = now(), data = '{}', headers = '{}', last_error = NULL WHERE id = $1`,
      [id],
    );
  }

  async state(): Promise<OutboxState> {
    const [state] = await this.database.query<OutboxState>(
      `SELECT count(*) FILTER (WHERE tries < $1) AS waiting,
              count(*) FILTER (WHERE tries < $1 AND last_error IS NOT NULL) AS retrying,
              count(*) FILTER (WHERE tries >= $1) AS "givenUp",
              extract(epoch FROM now() - min(created_at) FILTER (WHERE tries < $1 AND due_at <= now()))::float8 AS "oldestDue",
              extract(epoch FROM now() - min(created_at) FILTER (WHERE tries < $1))::float8 AS oldest
       FROM mails WHERE sent_at IS NULL`,
      [MAX_TRIES],
    );
    return state ?? { waiting: 0, retrying: 0, givenUp: 0, oldestDue: null, oldest: null };
  }

  /** Mails that failed at least once, newest first. */
  findFailing(limit: number): Promise<FailingMail[]> {
    return this.database.query(
      `SELECT id, template, recipient, tries, last_error AS "lastError", due_at AS "dueAt", created_at AS "createdAt",
              tries >= $1 AS "givenUp"
       FROM mails WHERE sent_at IS NULL AND last_error IS NOT NULL ORDER BY id DESC LIMIT $2`,
      [MAX_TRIES, limit],
    );
  }

  /**
   * Makes failed mails due now and resets their tries. Leaves out mails that are due in less than two minutes, which
   * a sender may hold (see `claim`) and which could be sent twice, and mails whose code or link has expired.
   */
  async retryFailed(tx: Tx): Promise<string[]> {
    const rows = await returning<{ id: string }>(
      tx,
      `UPDATE mails SET tries = 0, due_at = now()
       WHERE sent_at IS NULL AND last_error IS NOT NULL AND (due_at <= now() OR due_at > now() + interval '2 minutes')
         AND NOT (template IN ${SHORT_LIVED} AND created_at < now() - interval '10 minutes')
       RETURNING id`,
    );
    return rows.map(({ id }) => id);
  }

  /** Tries again after 5 s, 10 s, 20 s … at most two hours; never after a permanent failure. */
  async markFailed(id: string, error: string, { tries, isPermanent }: Failure): Promise<void> {
    const seconds = Math.min(5 * 2 ** (tries - 1), 7200);
    await this.database.query(
      `UPDATE mails SET last_error = $2, due_at = now() + make_interval(secs => $3), tries = $4 WHERE id = $1`,
      [id, error.slice(0, 500), seconds, isPermanent ? MAX_TRIES : tries],
    );
  }
}
