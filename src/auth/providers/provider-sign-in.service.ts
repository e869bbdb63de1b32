import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { isRepeatedKey } from '../../common/database/repeated-key.ts';
import type { ProviderSettings } from '../../common/settings/providers.ts';
import { type Admission, AdmissionService } from '../admission/admission.service.ts';
import type { SignInProof } from '../admission/sign-in-proof.dto.ts';
import type { SignInDevice } from '../sessions/session-tokens.ts';
import { ProviderAccountEvents, type ProviderChange } from '../identities/provider-account-events.ts';
import { type ProviderAccount, ProviderAccounts } from '../identities/provider-accounts.ts';
import type { ProviderAnswer } from './provider-answers.ts';
import type { ProviderPerson } from './provider-claims.ts';
import { ProviderFailure } from './provider-failure.ts';
import { ProviderRoles } from '../identities/provider-roles.ts';

/** Two people of the same name who come at once: the second looks again. */
const MAX_ATTEMPTS = 3;

/** Signs in a person whom a provider has signed in. */
@Injectable()
export class ProviderSignInService {
  constructor(
    private readonly accounts: ProviderAccounts,
    private readonly roles: ProviderRoles,
    private readonly admission: AdmissionService,
    private readonly events: ProviderAccountEvents,
    private readonly database: Database,
  ) {}

  /** @throws ProviderFailure, or Problem as `AdmissionService.complete` */
  async signIn(settings: ProviderSettings, answer: ProviderAnswer, device: SignInDevice): Promise<Admission> {
    this.accounts.assertLetIn(settings, answer.person);
    const { admission, change } = await this.withRetries(() =>
      this.database.transaction((tx) => this.admit(tx, settings, answer, device)),
    );
    await this.events.announce(change);
    return admission;
  }

  private async admit(tx: Tx, settings: ProviderSettings, { person, seal }: ProviderAnswer, device: SignInDevice) {
    const account = await this.accounts.find(tx, settings, person);
    const { user, identity, isNew } = account;
    if (user.disabledAt || user.deletedAt)
      throw new ProviderFailure('sign_in_failed', 'disabled', 'The account of the person is disabled', user.id);
    const connectedMailId = await this.events.recordConnected(tx, settings, account);
    const mapped = await this.roles.apply(tx, settings, user, person);
    const proof: SignInProof = {
      by: settings.id,
      strength: isEnough(settings, account, person) ? 'provider' : 'password',
      provider: { identityId: identity.id, sid: person.sid, idToken: seal(identity.id) },
    };
    // An account that was made just now has no other device to be told of.
    const known = isNew ? { ...device, knownUserIds: [...device.knownUserIds, user.id] } : device;
    const admission = await this.admission.admit(tx, user.id, proof, known);
    const change: ProviderChange = { account, mapped, connectedMailId };
    return { admission, change };
  }

  private async withRetries<T>(attempt: () => Promise<T>): Promise<T> {
    for (let left = MAX_ATTEMPTS; ; left--)
      try {
        return await attempt();
      } catch (error) {
        if (left === 1 || !isRepeatedKey(error)) throw error;
      }
  }
}

/** Whether the word of the provider stands for two factors; never where an address alone has led to the account. */
function isEnough(
  { secondFactor }: ProviderSettings,
  { isLinkedByEmail }: ProviderAccount,
  { hasTwoFactors }: ProviderPerson,
): boolean {
  if (isLinkedByEmail || secondFactor === 'ask') return false;
  return secondFactor === 'trust' || hasTwoFactors;
}
