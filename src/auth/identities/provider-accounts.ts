import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { isOfDomain } from '../../common/settings/mail-domains.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { IdentitiesRepository } from './identities.repository.ts';
import type { IdentityEntity } from './identity.entity.ts';
import { ProviderAccountCreator } from './provider-account-creator.ts';
import type { ProviderPerson } from '../providers/provider-claims.ts';
import { ProviderFailure } from '../providers/provider-failure.ts';
import { isLetIn } from '../providers/provider-groups.policy.ts';

/** The account that a provider's word opens. */
export interface ProviderAccount {
  user: UserEntity;
  identity: IdentityEntity;
  isNew: boolean;
  /** Whether an address, and nothing else, has led to it just now. */
  isLinkedByEmail: boolean;
}

const refused = (code: string, detail: string) => new ProviderFailure('sign_in_failed', code, detail);

/**
 * Finds or makes the account of a person whom a provider has signed in. Issuer and subject decide; an address decides
 * nothing but where the operator has said so, and never about an administrator.
 */
@Injectable()
export class ProviderAccounts {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly creator: ProviderAccountCreator,
  ) {}

  /** @throws ProviderFailure for a person whom the provider's rules here keep out */
  assertLetIn({ emailDomains, ...rules }: ProviderSettings, { email, isEmailVerified, groups }: ProviderPerson): void {
    if (!isLetIn(rules, groups))
      throw refused('not_in_group', groups ? 'The person is in no required group' : 'The provider names no groups');
    if (emailDomains.length && !(isEmailVerified && email !== null && isOfDomain(email, emailDomains)))
      throw refused('email_domain', 'The person has no verified address of an allowed domain');
  }

  /** @throws ProviderFailure */
  async find(tx: Tx, settings: ProviderSettings, person: ProviderPerson): Promise<ProviderAccount> {
    await this.identities.lockSubject(tx, person);
    const identity = await this.identities.bySubject(person, tx);
    if (!identity) return this.ofNewSubject(tx, settings, person);
    await this.identities.use(tx, identity.id, person.email);
    const user = await tx.findOneByOrFail(UserEntity, { id: identity.userId });
    return { user, identity, isNew: false, isLinkedByEmail: false };
  }

  private async ofNewSubject(tx: Tx, settings: ProviderSettings, person: ProviderPerson): Promise<ProviderAccount> {
    const owner = person.email === null ? null : await tx.findOneBy(UserEntity, { emailKey: emailKeyOf(person.email) });
    if (owner) {
      await this.assertMayLink(tx, settings, person, owner);
      return {
        user: owner,
        identity: await this.add(tx, settings, person, owner),
        isNew: false,
        isLinkedByEmail: true,
      };
    }
    if (!settings.signUp) throw refused('no_account', 'The person has no account here, and the provider makes none');
    const user = await this.creator.create(tx, settings.id, person);
    return { user, identity: await this.add(tx, settings, person, user), isNew: true, isLinkedByEmail: false };
  }

  private async assertMayLink(
    tx: Tx,
    { id, linkByEmail }: ProviderSettings,
    { isEmailVerified }: ProviderPerson,
    owner: UserEntity,
  ): Promise<void> {
    if (!isEmailVerified)
      throw refused(
        'email_not_verified',
        'An account has the address, and the provider does not say that it is verified',
      );
    if (owner.disabledAt) throw refused('disabled', 'The account with the address is disabled');
    const isConnected = (await this.identities.of(owner.id, tx)).some(({ provider }) => provider === id);
    if (!linkByEmail || owner.role === 'admin' || isConnected)
      throw new ProviderFailure(
        'account_exists',
        'account_exists',
        'An account has the address; its person signs in and connects the provider in the settings',
      );
  }

  private add(
    tx: Tx,
    { id }: ProviderSettings,
    { issuer, subject, email }: ProviderPerson,
    { id: userId }: UserEntity,
  ) {
    return this.identities.add(tx, { userId, provider: id, issuer, subject, email });
  }
}
