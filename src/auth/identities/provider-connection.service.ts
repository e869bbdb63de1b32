import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { lockMember } from '../second-factor/lock-member.ts';
import { IdentitiesRepository } from './identities.repository.ts';
import { IdentityMails } from './identity-mails.ts';
import { ProviderAccounts } from './provider-accounts.ts';
import type { ProviderPerson } from '../providers/provider-claims.ts';
import { ProviderFailure } from '../providers/provider-failure.ts';

/** Connects the account of a person who is signed in with who they are at a provider. */
@Injectable()
export class ProviderConnectionService {
  constructor(
    private readonly accounts: ProviderAccounts,
    private readonly identities: IdentitiesRepository,
    private readonly mails: IdentityMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** @throws ProviderFailure */
  async connect(settings: ProviderSettings, userId: string, person: ProviderPerson): Promise<void> {
    this.accounts.assertLetIn(settings, person);
    this.mails.dispatch(await this.database.transaction((tx) => this.add(tx, settings, userId, person)));
  }

  private async add(tx: Tx, settings: ProviderSettings, userId: string, person: ProviderPerson) {
    const { id: provider, name } = settings;
    const { issuer, subject, email } = person;
    await this.identities.lockSubject(tx, person);
    const user = await lockMember(tx, userId);
    const known = await this.identities.bySubject(person, tx);
    if (known?.userId === userId) return undefined;
    if (known) throw taken('Another account here is connected with this person of the provider');
    if ((await this.identities.of(userId, tx)).some((identity) => identity.provider === provider))
      throw taken('The account is connected with another person of the provider');
    await this.identities.add(tx, { userId, provider, issuer, subject, email });
    const detail = { provider };
    await this.audit.record('identity_connected', { actorId: userId, targetId: userId, detail }, tx);
    return this.mails.connected(tx, user, name);
  }
}

const taken = (detail: string) => new ProviderFailure('account_exists', 'account_exists', detail);
