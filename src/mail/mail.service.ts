import { Injectable, Logger } from '@nestjs/common';
import type { Tx } from '../common/database/database.ts';
import type { Language } from '../common/languages.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import type { MailTemplate } from './mail.dto.ts';
import { MailEntity } from './mail.entity.ts';
import { LocalMailQueue, MailQueue } from './mail.queue.ts';
import { type FailingMail, type OutboxState, MailRepository } from './mail.repository.ts';
import { MailSender } from './mail.sender.ts';

/** Redis may take a job and lose it, or refuse it: what it was given is in the table as well, and goes out within five seconds. */
const OUTBOX_POLL_MS = 2_000;

/** The address of a mail, and its language. */
export interface Recipient {
  /** A single plain address. */
  email: string;
  language: Language;
}

/** Accepts mails to send. The row in the outbox guarantees delivery; the queue makes it fast. */
@Injectable()
export class MailService {
  private readonly logger = new Logger(MailService.name);

  constructor(
    private readonly mails: MailRepository,
    private readonly queue: MailQueue,
    private readonly sender: MailSender,
    private readonly local: LocalMailQueue,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(OUTBOX_POLL_MS, 'mail', async () => {
      // Without Redis: it may be why they are still there. A mail that another process sends now is claimed by it.
      for (const id of await this.mails.findDue()) await this.local.add(id);
    });
  }

  /**
   * Adds a mail to the outbox as part of a transaction. Pass the id to `dispatch` after the commit. The address must be
   * validated.
   * @param headers additional ones
   */
  async enqueue(
    tx: Tx,
    { email, language }: Recipient,
    template: MailTemplate,
    data: MailEntity['data'],
    headers: MailEntity['headers'] = {},
  ): Promise<string> {
    const mail = tx.create(MailEntity, { recipient: email, language, template, data, headers });
    return (await tx.save(mail)).id;
  }

  state(): Promise<OutboxState> {
    return this.mails.state();
  }

  failing(limit: number): Promise<FailingMail[]> {
    return this.mails.findFailing(limit);
  }

  /** See `MailRepository.retryFailed`. Pass the ids to `dispatch` after the commit. */
  retryFailed(tx: Tx): Promise<string[]> {
    return this.mails.retryFailed(tx);
  }

  /** @throws Error when the mail server refuses the connection or the login */
  async verifyConnection(): Promise<void> {
    await this.sender.verifyConnection();
  }

  /** Sends soon. A mail that is lost here (a crash, Redis not reachable) is found in the table by the next poll. */
  dispatch(mailId: string): void {
    this.queue
      .add(mailId)
      .catch((error: unknown) => this.logger.warn(`Not queued, left to the next poll: ${String(error)}`));
  }
}
