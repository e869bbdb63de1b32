import { Injectable } from '@nestjs/common';
import { mayManageServer } from '../shared/admin.policy.ts';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { Database } from '../common/database/database.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { Problem } from '../common/problem.ts';
import { MailService } from '../mail/mail.service.ts';
import { recipientOf } from '../users/recipient.ts';
import { UsersService } from '../users/users.service.ts';
import type { TestMail } from './server-health.dto.ts';

/** Mails administrators a test, which shows whether mails of this server arrive. */
@Injectable()
export class TestMailService {
  constructor(
    private readonly users: UsersService,
    private readonly mails: MailService,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async send(caller: Caller): Promise<TestMail> {
    if (!mayManageServer(caller.role)) throw new Problem('forbidden');
    const { email, ...user } = await this.users.get(caller.userId);
    if (email === null) throw new Problem('forbidden');
    await this.limits.take('mailCode', email.toLowerCase());
    const values = { name: user.displayName, url: this.config.linkUrl };
    const mailId = await this.database.transaction((tx) =>
      this.mails.enqueue(tx, recipientOf({ ...user, email }), 'test-mail', values),
    );
    this.mails.dispatch(mailId);
    return { recipient: email };
  }
}
