import { Injectable } from '@nestjs/common';
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { PasskeyRequestOptions, WebAuthnJson } from './passkey.dto.ts';
import type { PasskeyEntity } from './passkey.entity.ts';
import { type ChallengePurpose, PasskeyChallenges } from './passkey-challenges.ts';
import { userHandleOf } from './passkey-registration.ts';
import { PasskeySuspicion } from './passkey-suspicion.ts';
import { PasskeysRepository } from './passkeys.repository.ts';
import { RelyingParty } from './relying-party.ts';
import { type Assertion, readAssertion } from './webauthn-answers.ts';

/**
 * Asks for a passkey and checks what was signed. The library looks at the signature and what it covers; whose passkey it
 * is, and that a challenge works once, is looked at here.
 */
@Injectable()
export class PasskeyCheck {
  constructor(
    private readonly party: RelyingParty,
    private readonly challenges: PasskeyChallenges,
    private readonly passkeys: PasskeysRepository,
    private readonly suspicion: PasskeySuspicion,
  ) {}

  /** Without a name: the same for everybody, the device knows whose it is. */
  async askAnybody(): Promise<PasskeyRequestOptions> {
    const challenge = await this.challenges.issue('passkey-sign-in', null);
    return this.optionsFor(challenge, 'required');
  }

  /** The passkeys of a person who has given their password, or has a session. */
  async askOwn(userId: string): Promise<PasskeyRequestOptions> {
    const challenge = await this.challenges.issue('passkey-own', userId);
    return this.optionsFor(challenge, 'preferred', await this.passkeys.of(userId));
  }

  /** The person of a passkey that was given alone; undefined when it is not accepted. @throws Problem `invalid_input` */
  async personOf(passkey: WebAuthnJson): Promise<string | undefined> {
    return (await this.use('passkey-sign-in', null, readAssertion(passkey)))?.userId;
  }

  /** Whether it is a passkey of this person. @throws Problem `invalid_input` */
  async isOf(userId: string, passkey: WebAuthnJson): Promise<boolean> {
    return (await this.use('passkey-own', userId, readAssertion(passkey))) !== undefined;
  }

  private async use(
    purpose: ChallengePurpose,
    userId: string | null,
    assertion: Assertion,
  ): Promise<PasskeyEntity | undefined> {
    if (!(await this.challenges.take(purpose, userId, assertion))) return undefined;
    const stored = await this.passkeys.byCredential(Buffer.from(assertion.response.id, 'base64url'));
    if (!stored || stored.host !== this.party.host || !isNamedRightly(stored, userId, assertion)) return undefined;
    const seen = await this.verify(stored, assertion, userId === null);
    if (!seen) return undefined;
    if (await this.passkeys.use(stored.id, seen.newCounter, seen.credentialBackedUp)) return stored;
    await this.suspicion.tell(stored);
    return undefined;
  }

  /** The counter is compared by the database: the library is told of none. */
  private async verify({ publicKey }: PasskeyEntity, { challenge, response }: Assertion, isAlone: boolean) {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: this.party.origin,
      expectedRPID: this.party.host,
      requireUserVerification: isAlone,
      credential: { id: response.id, publicKey: new Uint8Array(publicKey), counter: 0 },
    }).catch(() => ({ verified: false, authenticationInfo: undefined }));
    return verified ? authenticationInfo : undefined;
  }

  private async optionsFor(
    challenge: Buffer,
    userVerification: 'required' | 'preferred',
    own: PasskeyEntity[] = [],
  ): Promise<PasskeyRequestOptions> {
    const allowed = own.filter(({ host }) => host === this.party.host);
    const options = await generateAuthenticationOptions({
      rpID: this.party.host,
      challenge: new Uint8Array(challenge),
      userVerification,
      allowCredentials: allowed.map(({ credentialId, transports }) => ({
        id: credentialId.toString('base64url'),
        transports,
      })),
    });
    return { options: { ...options } };
  }
}

/** Alone, the device must have named the person; beside a password it may have, and then it is the same. */
function isNamedRightly(stored: PasskeyEntity, userId: string | null, { response }: Assertion): boolean {
  const { userHandle } = response.response;
  if (userId !== null && stored.userId !== userId) return false;
  if (userHandle === undefined) return userId !== null;
  return Buffer.from(userHandle, 'base64url').equals(userHandleOf(stored.userId));
}
