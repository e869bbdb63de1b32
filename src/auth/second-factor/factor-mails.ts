import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import type { UserWithEmail } from '../accounts/account-mails.ts';

/** The mails about second factors. Each is written in the caller's transaction; pass its id to `dispatch` after the commit. */
@Injectable()
export class FactorMails {
  constructor(
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  dispatch(mailId: string): void {
    this.mail.dispatch(mailId);
  }

  totpOn(tx: Tx, user: UserWithEmail): Promise<string> {
    return this.mail.enqueue(tx, recipientOf(user), 'second-factor-on', this.valuesFor(user));
  }

  totpOff(tx: Tx, user: UserWithEmail): Promise<string> {
    return this.mail.enqueue(tx, recipientOf(user), 'second-factor-off', this.valuesFor(user));
  }

  recoveryCodeUsed(tx: Tx, user: UserWithEmail, left: number): Promise<string> {
    const values = { ...this.valuesFor(user), left: String(left) };
    return this.mail.enqueue(tx, recipientOf(user), 'recovery-code-used', values);
  }

  aboutPasskey(
    tx: Tx,
    user: UserWithEmail,
    template: 'passkey-added' | 'passkey-removed' | 'passkey-suspect',
    passkey: string,
  ): Promise<string> {
    return this.mail.enqueue(tx, recipientOf(user), template, { ...this.valuesFor(user), passkey });
  }

  private valuesFor({ displayName }: UserWithEmail) {
    return { name: displayName, url: `${this.config.linkUrl}/settings/security` };
  }
}
