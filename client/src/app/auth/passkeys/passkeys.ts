import { inject, Injectable } from '@angular/core';
import type { PasskeyCreationOptions, PasskeyRequestOptions, WebAuthnJson } from '@api/auth/passkeys/passkey.dto.ts';
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';

/** The reader has closed the browser's question or let it pass, or another question took its place. */
const UNANSWERED = ['NotAllowedError', 'AbortError'];

/** Loaded when it is needed: few visits see it. */
const library = () => import('@simplewebauthn/browser');

/** Asks the browser to make and use passkeys. */
@Injectable({ providedIn: 'root' })
export class Passkeys {
  private readonly problems = inject(ProblemTexts);
  private readonly texts = inject(Texts);

  /** Rejects when the reader gives none; see `problem`. */
  async use({ options }: PasskeyRequestOptions): Promise<WebAuthnJson> {
    const { startAuthentication } = await library();
    const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
    return { ...(await startAuthentication({ optionsJSON })) };
  }

  /** Whether `useFromField` works. */
  async areOfferedInFields(): Promise<boolean> {
    return (await PublicKeyCredential.isConditionalMediationAvailable?.()) ?? false;
  }

  /** Lets the browser offer passkeys at fields with `autocomplete="… webauthn"`, until the reader takes one or `stop`. */
  async useFromField({ options }: PasskeyRequestOptions): Promise<WebAuthnJson> {
    const { startAuthentication } = await library();
    const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON;
    const how = { useBrowserAutofill: true, verifyBrowserAutofillInput: false };
    return { ...(await startAuthentication({ optionsJSON, ...how })) };
  }

  async make({ options }: PasskeyCreationOptions): Promise<WebAuthnJson> {
    const { startRegistration } = await library();
    const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON;
    return { ...(await startRegistration({ optionsJSON })) };
  }

  async stop(): Promise<void> {
    (await library()).WebAuthnAbortService.cancelCeremony();
  }

  /** Why there was no passkey; null when the reader knows it, because they gave none. */
  readonly problem = (error: unknown): string | null => {
    if (error instanceof ApiProblem)
      return 'passkey' in error.fields ? this.texts.t('passkeys.refused') : this.problems.of(error);
    const name = error instanceof Error ? error.name : '';
    if (UNANSWERED.includes(name)) return null;
    return this.texts.t(name === 'InvalidStateError' ? 'passkeys.known' : 'passkeys.failed');
  };
}
