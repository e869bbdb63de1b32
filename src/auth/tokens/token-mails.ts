import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import type { UserWithEmail } from '../accounts/account-mails.ts';

/** The mails about tokens. Each is written in the caller's transaction; pass its id to `dispatch` after the commit. */
@Injectable()
export class TokenMails {
  constructor(
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  dispatch(mailId: string): void {
    this.mail.dispatch(mailId);
  }

  send(
    tx: Tx,
    user: UserWithEmail,
    template: 'token-made' | 'token-expiring' | 'token-revoked',
    { name: token, expiresAt }: { name: string; expiresAt?: Date },
  ): Promise<string> {
    const values = { name: user.displayName, url: `${this.config.linkUrl}/settings/security`, token };
    const ends = expiresAt && { ends: expiresAt.toISOString().slice(0, 10) };
    return this.mail.enqueue(tx, recipientOf(user), template, { ...values, ...ends });
  }
}
