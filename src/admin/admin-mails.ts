import { Injectable } from '@nestjs/common';
import { Config } from '../common/config.ts';
import type { Tx } from '../common/database/database.ts';
import { MailService } from '../mail/mail.service.ts';
import { recipientOf } from '../users/recipient.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { UsersRepository } from '../users/users.repository.ts';

/** Mails to administrators. Each is written in the caller's transaction; pass its id to `dispatch` after the commit. */
@Injectable()
export class AdminMails {
  constructor(
    private readonly mail: MailService,
    private readonly users: UsersRepository,
    private readonly config: Config,
  ) {}

  dispatch(mailId: string): void {
    this.mail.dispatch(mailId);
  }

  /** To a former administrator whose role was taken, or whose account was disabled, by another. */
  async adminRightsEnded(tx: Tx, user: UserEntity, byId: string): Promise<string | undefined> {
    if (!user.email) return undefined;
    const by = (await this.users.byId(byId, tx))?.username ?? '';
    const values = { name: user.displayName, by, url: this.config.publicUrl };
    const template = user.disabledAt ? 'admin-disabled' : 'admin-role-ended';
    return this.mail.enqueue(tx, recipientOf({ ...user, email: user.email }), template, values);
  }
}
