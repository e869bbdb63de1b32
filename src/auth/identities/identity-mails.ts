import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { hasEmail } from '../accounts/account-mails.ts';

/** The mails about accounts at providers. Each is written in the caller's transaction; pass its id to `dispatch` after the commit. */
@Injectable()
export class IdentityMails {
  constructor(
    private readonly mail: MailService,
    private readonly config: Config,
  ) {}

  /** Nothing for people without an address. */
  dispatch(mailId: string | undefined): void {
    if (mailId) this.mail.dispatch(mailId);
  }

  connected(tx: Tx, user: UserEntity, provider: string): Promise<string | undefined> {
    return this.enqueue(tx, user, 'identity-connected', provider);
  }

  disconnected(tx: Tx, user: UserEntity, provider: string): Promise<string | undefined> {
    return this.enqueue(tx, user, 'identity-disconnected', provider);
  }

  private async enqueue(
    tx: Tx,
    user: UserEntity,
    template: 'identity-connected' | 'identity-disconnected',
    provider: string,
  ): Promise<string | undefined> {
    if (!hasEmail(user)) return undefined;
    const values = { name: user.displayName, provider, url: `${this.config.linkUrl}/settings/security` };
    return this.mail.enqueue(tx, recipientOf(user), template, values);
  }
}
