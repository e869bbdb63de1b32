import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import { MailService } from '../../mail/mail.service.ts';
import { recipientOf } from '../../users/recipient.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { PasswordResetLinks } from './password-reset-links.ts';

/** A new colleague may be away for some days. */
const NEW_ACCOUNT_MINUTES = 7 * 24 * 60;

export interface PasswordLink {
  link: string;
  linkExpiresAt: Date;
}

/** Links for a password that administrators make. */
@Injectable()
export class PasswordLinkMails {
  constructor(
    private readonly links: PasswordResetLinks,
    private readonly mail: MailService,
    private readonly settings: ServerSettings,
    private readonly database: Database,
  ) {}

  dispatch(mailId: string): void {
    this.mail.dispatch(mailId);
  }

  /** To the owner of a new account, with the link that sets its first password. Dispatch the mail after the commit. */
  async accountCreated(tx: Tx, user: UserEntity, actorId: string): Promise<PasswordLink & { mailId: string }> {
    const link = await this.links.create(tx, user, { minutes: NEW_ACCOUNT_MINUTES, actorId });
    const server = this.settings.values.serverName || 'Parley';
    const values = { name: user.displayName, username: user.username, server, url: link.link };
    const recipient = recipientOf({ ...user, email: user.email ?? '' });
    return { ...link, mailId: await this.mail.enqueue(tx, recipient, 'account-created', values) };
  }

  /** Nothing is mailed: the person may have lost their mailbox, too. */
  linkOnly(user: UserEntity, actorId: string): Promise<PasswordLink> {
    return this.database.transaction((tx) => this.links.create(tx, user, { actorId }));
  }
}
