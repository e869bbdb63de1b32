/**
 * How a session was begun: `password`, `code` (the mailed code or link that made the account), `guest`, `passkey`, `operator`
 * (a link that the operator of the machine has printed), `token` (by a signed-in person, for a program), or the id of a
 * provider.
 */
export type SignInMethod = string;

/**
 * What a sign-in has proved, as far as it matters for the second factor. `password` is one factor, and so is a provider whose
 * word does not stand for two; `provider` is one whose word does.
 */
export type SignInStrength =
  | 'guest'
  | 'password'
  | 'password+totp'
  | 'password+recovery'
  | 'password+passkey'
  | 'passkey'
  | 'provider'
  | 'operator';

/** What a sign-in through a provider is known by there. */
export interface ProviderSession {
  identityId: string;
  /** The provider's name for its session; null where it gives none. */
  sid: string | null;
  /** Encrypted; null where it is too long to be sent back. */
  idToken: Buffer | null;
}

/** What a person has proved at one of the ways in. */
export interface SignInProof {
  by: SignInMethod;
  strength: SignInStrength;
  /** Where a provider has signed the person in. */
  provider?: ProviderSession | undefined;
}
