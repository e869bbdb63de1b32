import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import { AccountVerified } from '../accounts/account-events.ts';
import { type EndedSessions, SessionsService } from '../sessions/sessions.service.ts';
import { IdentityMails } from './identity-mails.ts';
import type { ProviderAccount } from './provider-accounts.ts';

/** What a sign-in through a provider has changed, to be announced after the commit. */
export interface ProviderChange {
  account: ProviderAccount;
  /** Of another role, and which sessions it has ended. */
  mapped: { user: UserEntity; ended: EndedSessions } | undefined;
  connectedMailId: string | undefined;
}

/** Tells the person and everybody what a provider has changed about an account. */
@Injectable()
export class ProviderAccountEvents {
  constructor(
    private readonly mails: IdentityMails,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly announcements: DomainEvents,
  ) {}

  /** For an account that was there before, and that an address has connected just now. */
  async recordConnected(
    tx: Tx,
    settings: ProviderSettings,
    { user, isLinkedByEmail }: ProviderAccount,
  ): Promise<string | undefined> {
    if (!isLinkedByEmail) return undefined;
    const detail = { provider: settings.id, by: 'email' };
    await this.audit.record('identity_connected', { actorId: user.id, targetId: user.id, detail }, tx);
    return this.mails.connected(tx, user, settings.name);
  }

  async announce({ account, mapped, connectedMailId }: ProviderChange): Promise<void> {
    this.mails.dispatch(connectedMailId);
    if (mapped) this.sessions.announceEnd(mapped.ended);
    const user = mapped?.user ?? account.user;
    if (account.isNew) await this.announcements.publish(new AccountVerified(user.id, user.role, false));
    else if (mapped) await this.announcements.publish(new ProfileChanged(summaryOf(user)));
  }
}
