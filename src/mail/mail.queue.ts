import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { MailSender } from './mail.sender.ts';

export const MAIL_QUEUE = 'mail';

/** Passes a mail of the outbox to a sender. */
export abstract class MailQueue {
  abstract add(mailId: string): Promise<void>;
}

/** Without Redis, or while it does not answer: sends in this process, sequentially. */
@Injectable()
export class LocalMailQueue extends MailQueue {
  private readonly logger = new Logger(LocalMailQueue.name);
  private last = Promise.resolve();
  private readonly waiting = new Set<string>();

  constructor(private readonly sender: MailSender) {
    super();
  }

  /** A mail that waits already is not added again. */
  add(mailId: string): Promise<void> {
    if (this.waiting.has(mailId)) return Promise.resolve();
    this.waiting.add(mailId);
    this.last = this.last
      .then(() => this.sender.send(mailId))
      .catch((error: unknown) => this.logger.warn(`Left to the next poll: ${String(error)}`))
      .finally(() => this.waiting.delete(mailId));
    return Promise.resolve();
  }
}

/** With Redis: a Bull job per mail, processed once by a free process. */
@Injectable()
export class BullMailQueue extends MailQueue {
  constructor(
    @InjectQueue(MAIL_QUEUE) private readonly queue: Queue<{ mailId: string }>,
    private readonly local: LocalMailQueue,
  ) {
    super();
  }

  async add(mailId: string): Promise<void> {
    // A second job for the same mail does no harm: its sender finds the mail claimed or sent.
    if (this.queue.client.status !== 'ready') return this.local.add(mailId);
    // The job's id is the mail's: adding it twice results in a single job. A finished job is removed, so that a later
    // poll may add it again.
    await this.queue.add({ mailId }, { jobId: mailId, removeOnComplete: true, removeOnFail: true });
  }
}
