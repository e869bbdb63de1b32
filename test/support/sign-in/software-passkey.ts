import { AuthenticatorEmulator, PasskeysCredentialsMemoryRepository, WebAuthnEmulator } from 'nid-webauthn-emulator';
import type {
  PasskeyAdded,
  PasskeyCreationOptions,
  PasskeyRequestOptions,
  WebAuthnJson,
} from '../../../src/auth/passkeys/passkey.dto.ts';
import type { Member } from '../member.ts';

/** The origin of PUBLIC_URL in tests. */
const ORIGIN = 'http://localhost:3000';

type CreationOptions = Parameters<WebAuthnEmulator['createJSON']>[1];
type RequestOptions = Parameters<WebAuthnEmulator['getJSON']>[1];

/** A device that makes and uses passkeys, as a browser would at a page of `origin`. */
export class SoftwareDevice {
  private readonly emulator: WebAuthnEmulator;

  /** @param verifies whether the device checks who holds it */
  constructor({ verifies = true, counts = true }: { verifies?: boolean; counts?: boolean } = {}) {
    const interaction = () => ({ options: { uv: verifies, up: true } });
    this.emulator = new WebAuthnEmulator(
      new AuthenticatorEmulator({
        credentialsRepository: new PasskeysCredentialsMemoryRepository(),
        userMakeCredentialInteraction: interaction,
        userGetAssertionInteraction: interaction,
        signCounterIncrement: counts ? 1 : 0,
      }),
    );
  }

  make({ options }: PasskeyCreationOptions, origin = ORIGIN): WebAuthnJson {
    return { ...this.emulator.createJSON(origin, options as unknown as CreationOptions) };
  }

  use({ options }: PasskeyRequestOptions, origin = ORIGIN): WebAuthnJson {
    return { ...this.emulator.getJSON(origin, options as unknown as RequestOptions) };
  }

  /** Adds a passkey of this device to the account of a member. */
  async addTo(member: Pick<Member, 'must'>, name = 'Phone'): Promise<PasskeyAdded> {
    const passkey = this.make(await member.must<PasskeyCreationOptions>('POST', '/auth/passkeys/options'));
    return member.must<PasskeyAdded>('POST', '/auth/passkeys', { name, passkey });
  }
}
