import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { MAIL_QUEUE } from './mail.queue.ts';
import { MailSender } from './mail.sender.ts';

/** Sends the mails of the Bull queue. */
@Processor(MAIL_QUEUE)
export class MailProcessor {
  constructor(private readonly sender: MailSender) {}

  @Process()
  async send(job: Job<{ mailId: string }>): Promise<void> {
    await this.sender.send(job.data.mailId);
  }
}
