import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import { MailService } from '../../mail/mail.service.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { newToken, sha256 } from '../sessions/session-tokens.ts';
import type { InvitationEntity } from './invitation.entity.ts';

const DAY_MS = 86_400_000;

/** Links of invitations, and the mails that carry them. */
@Injectable()
export class InvitationLinks {
  constructor(
    private readonly mail: MailService,
    private readonly users: UsersRepository,
    private readonly settings: ServerSettings,
    private readonly config: Config,
  ) {}

  make(days: number) {
    const token = newToken();
    const expiresAt = new Date(Date.now() + days * DAY_MS);
    return { tokenHash: sha256(token), expiresAt, url: `${this.config.linkUrl}/invite/${token}` };
  }

  /** Pass the id to `dispatch` after the commit. */
  async mailTo(tx: Tx, { email, language, invitedBy, expiresAt }: InvitationEntity, url: string): Promise<string> {
    const inviter = await this.users.byId(invitedBy, tx);
    const to = { email, language: language ?? ('en' as const) };
    const date = new Intl.DateTimeFormat(to.language === 'de' ? 'de-DE' : 'en-GB', {
      dateStyle: 'long',
      timeZone: 'UTC',
    });
    const values = {
      inviter: inviter?.displayName ?? '',
      server: this.settings.values.serverName || 'Parley',
      until: date.format(expiresAt),
      url,
    };
    return this.mail.enqueue(tx, to, 'invitation', values);
  }

  dispatch(mailId: string): void {
    this.mail.dispatch(mailId);
  }
}
