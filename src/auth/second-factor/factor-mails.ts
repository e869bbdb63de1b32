import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import type { MailTemplate } from '../../mail/mail.dto.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { hasEmail } from '../accounts/account-mails.ts';

/** The mails about second factors. Each is written in the caller's transaction; pass its id to `dispatch` after the commit. */
@Injectable()
export class FactorMails {
  constructor(
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  /** Nothing for people without an address. */
  dispatch(mailId: string | undefined): void {
    if (mailId) this.mail.dispatch(mailId);
  }

  totpOn(tx: Tx, user: UserEntity): Promise<string | undefined> {
    return this.enqueue(tx, user, 'second-factor-on');
  }

  totpOff(tx: Tx, user: UserEntity): Promise<string | undefined> {
    return this.enqueue(tx, user, 'second-factor-off');
  }

  recoveryCodeUsed(tx: Tx, user: UserEntity, left: number): Promise<string | undefined> {
    return this.enqueue(tx, user, 'recovery-code-used', { left: String(left) });
  }

  aboutPasskey(
    tx: Tx,
    user: UserEntity,
    template: 'passkey-added' | 'passkey-removed' | 'passkey-suspect',
    passkey: string,
  ): Promise<string | undefined> {
    return this.enqueue(tx, user, template, { passkey });
  }

  private async enqueue(
    tx: Tx,
    user: UserEntity,
    template: MailTemplate,
    more: Record<string, string> = {},
  ): Promise<string | undefined> {
    if (!hasEmail(user)) return undefined;
    const values = { name: user.displayName, url: `${this.config.linkUrl}/settings/security`, ...more };
    return this.mail.enqueue(tx, recipientOf(user), template, values);
  }
}
