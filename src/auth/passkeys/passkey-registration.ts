import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import { Problem } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import type { PasskeyCreationOptions, WebAuthnJson } from './passkey.dto.ts';
import { PasskeyChallenges } from './passkey-challenges.ts';
import { type NewPasskey, PasskeysRepository } from './passkeys.repository.ts';
import { RelyingParty } from './relying-party.ts';
import { readRegistration, type Registration } from './webauthn-answers.ts';

/** EdDSA, ES256 and RS256: what phones, computers and security keys make today. */
const ALGORITHMS = [-7, -8, -257];

const notAccepted = (): Problem =>
  new Problem('invalid_second_factor', 'This passkey was not accepted; try again', {
    passkey: ['is wrong, or took too long'],
  });

/** Uuids are 16 bytes: what the device keeps names the account and tells nothing else of it. */
export const userHandleOf = (userId: string): Buffer => Buffer.from(userId.replaceAll('-', ''), 'hex');

/** Lets a device make a passkey, and checks what it made. Keeps nothing. */
@Injectable()
export class PasskeyRegistration implements OnApplicationBootstrap {
  private readonly logger = new Logger(PasskeyRegistration.name);

  constructor(
    private readonly party: RelyingParty,
    private readonly challenges: PasskeyChallenges,
    private readonly passkeys: PasskeysRepository,
    private readonly users: UsersRepository,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // A schema that is behind is told by the readiness check.
    const count = await this.passkeys.countElsewhere(this.party.host).catch(() => 0);
    if (count)
      this.logger.warn(`${count} passkeys were made for another host than ${this.party.host} and do not work here`);
  }

  /** @throws Problem `forbidden` where browsers make no passkeys for the address of this server */
  async begin(userId: string): Promise<PasskeyCreationOptions> {
    if (!this.party.isUsable)
      throw new Problem('forbidden', 'Passkeys need an address with a name and https; set PUBLIC_URL to one');
    const user = await this.users.byId(userId);
    const own = await this.passkeys.of(userId);
    const options = await generateRegistrationOptions({
      rpName: this.party.name,
      rpID: this.party.host,
      userID: new Uint8Array(userHandleOf(userId)),
      userName: user?.username ?? '',
      userDisplayName: user?.displayName ?? '',
      challenge: new Uint8Array(await this.challenges.issue('passkey-setup', userId)),
      attestationType: 'none',
      supportedAlgorithmIDs: ALGORITHMS,
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      excludeCredentials: own.map(({ credentialId, transports }) => ({
        id: credentialId.toString('base64url'),
        transports,
      })),
    });
    return { options: { ...options } };
  }

  /** @throws Problem `invalid_input` or `invalid_second_factor` */
  async finish(userId: string, passkey: WebAuthnJson): Promise<NewPasskey> {
    const registration = readRegistration(passkey);
    if (!(await this.challenges.take('passkey-setup', userId, registration))) throw notAccepted();
    return this.verify(registration);
  }

  private async verify({ challenge, response, isDiscoverable }: Registration): Promise<NewPasskey> {
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: this.party.origin,
      expectedRPID: this.party.host,
      requireUserVerification: false,
      supportedAlgorithmIDs: ALGORITHMS,
    }).catch(() => ({ registrationInfo: undefined }));
    if (!registrationInfo) throw notAccepted();
    const { credential, userVerified, credentialBackedUp, aaguid } = registrationInfo;
    return {
      credentialId: Buffer.from(credential.id, 'base64url'),
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      host: this.party.host,
      transports: response.response.transports ?? [],
      secondFactorOnly: !userVerified || isDiscoverable === false,
      synced: credentialBackedUp,
      aaguid,
    };
  }
}
