import { InjectQueue } from '@nestjs/bull';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bull';
import { MailSender } from './mail.sender.ts';

export const MAIL_QUEUE = 'mail';

/** Brings a written mail to a sender. */
export abstract class MailQueue {
  abstract add(mailId: string): Promise<void>;
}

/** Without Redis, or while it is away: in this process, one after another. */
@Injectable()
export class LocalMailQueue extends MailQueue {
  private readonly logger = new Logger(LocalMailQueue.name);
  private last = Promise.resolve();

  constructor(private readonly sender: MailSender) {
    super();
  }

  add(mailId: string): Promise<void> {
    this.last = this.last
      .then(() => this.sender.send(mailId))
      .catch((error: unknown) => this.logger.warn(`Left to the sweeper: ${String(error)}`));
    return Promise.resolve();
  }
}

/** With Redis: a Bull job per mail, done once by whichever process is free. */
@Injectable()
export class BullMailQueue extends MailQueue {
  constructor(
    @InjectQueue(MAIL_QUEUE) private readonly queue: Queue<{ mailId: string }>,
    private readonly local: LocalMailQueue,
  ) {
    super();
  }

  async add(mailId: string): Promise<void> {
    // Redis only makes it faster. A job that was added before is no harm: whoever comes second finds the mail sent.
    if (this.queue.client.status !== 'ready') return this.local.add(mailId);
    // The job's id is the mail's: adding it twice is one job. It leaves nothing behind, so that a later sweep may add it again.
    await this.queue.add({ mailId }, { jobId: mailId, removeOnComplete: true, removeOnFail: true });
  }
}
