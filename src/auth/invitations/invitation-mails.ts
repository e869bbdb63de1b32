import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import { MailService } from '../../mail/mail.service.ts';
import { withoutWebAddress } from '../../shared/web-address.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { AccountMails, hasEmail } from '../accounts/account-mails.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Mails that carry the link of an invitation. Nothing in them but the link is one, whatever people call themselves and rooms. */
@Injectable()
export class InvitationMails {
  constructor(
    private readonly mail: MailService,
    private readonly accountMails: AccountMails,
    private readonly users: UsersRepository,
    private readonly invitations: InvitationsRepository,
    private readonly settings: ServerSettings,
  ) {}

  /**
   * A person who has an account is told so, and gets no link: who invites them is not to learn of the account, and asks as
   * for everybody. Pass the id to `dispatch` after the commit.
   * @param row of an address
   */
  async enqueue(tx: Tx, row: InvitationEntity, url: string): Promise<string> {
    const inviter = await this.users.byId(row.invitedBy, tx);
    const rooms = await this.invitations.roomsOf([row.id], tx);
    const to = { email: row.email ?? '', language: row.language ?? ('en' as const) };
    const date = new Intl.DateTimeFormat(to.language === 'de' ? 'de-DE' : 'en-GB', {
      dateStyle: 'long',
      timeZone: 'UTC',
    });
    const values = {
      inviter: withoutWebAddress(inviter?.displayName ?? ''),
      server: this.settings.values.serverName || 'Parley',
      rooms: rooms.map(({ name }) => withoutWebAddress(name)).join(', '),
      message: row.message ?? '',
      guest: row.role === 'guest' ? 'yes' : '',
      until: date.format(row.expiresAt),
      url,
    };
    // Last, so that it takes about as long for both.
    const owner = row.emailKey === null ? null : await tx.findOneBy(UserEntity, { emailKey: row.emailKey });
    return hasEmail(owner)
      ? this.accountMails.alreadyRegistered(tx, owner)
      : this.mail.enqueue(tx, to, 'invitation', values);
  }

  dispatch(mailIds: string[]): void {
    for (const id of mailIds) this.mail.dispatch(id);
  }
}
