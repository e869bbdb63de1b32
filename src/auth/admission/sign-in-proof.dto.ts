/**
 * How a session was begun. `code`: by the mailed code or link that made the account. `operator`: by a link that the operator
 * of the machine has printed. `token`: by a signed-in person, for a program.
 */
export type SignInMethod = 'password' | 'code' | 'guest' | 'passkey' | 'operator' | 'token';

/** What a sign-in has proved, as far as it matters for the second factor. */
export type SignInStrength =
  'guest' | 'password' | 'password+totp' | 'password+recovery' | 'password+passkey' | 'passkey' | 'operator';

/** What a person has proved at one of the ways in. */
export interface SignInProof {
  by: SignInMethod;
  strength: SignInStrength;
}
