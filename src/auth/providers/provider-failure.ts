import { ProviderUnreachable } from './provider-fetch.ts';

/** What the page of a person who signs in is told; anything more would tell strangers who has an account. */
export type SignInProblem = 'sign_in_failed' | 'account_exists' | 'provider_unavailable';

const MAX_DETAIL = 300;

/** Why a provider's answer does not sign in: in a few words for everybody, and in the provider's own for administrators. */
export class ProviderFailure extends Error {
  /**
   * @param code for administrators, such as `clock_skew`
   * @param userId of the account that it is about, where there is one
   */
  constructor(
    readonly problem: SignInProblem,
    readonly code: string,
    detail: string,
    readonly userId?: string,
  ) {
    super(detail.replace(/\p{Cc}+/gu, ' ').slice(0, MAX_DETAIL));
  }
}

interface LibraryError extends Error {
  code?: unknown;
  error?: unknown;
  error_description?: unknown;
}

/** What went wrong in the library or on the way to the provider; an error of anything else stays what it is. */
export function providerFailureOf(error: unknown): unknown {
  if (error instanceof ProviderFailure || !(error instanceof Error)) return error;
  const chain = causesOf(error);
  const unreachable = chain.find((cause) => cause instanceof ProviderUnreachable);
  if (unreachable) return new ProviderFailure('provider_unavailable', 'unreachable', unreachable.message);
  const { code } = error as LibraryError;
  if (typeof code !== 'string' || !code.startsWith('OAUTH_')) return error;
  return new ProviderFailure('sign_in_failed', ownCodes[code] ?? 'answer_refused', wordsOf(error, chain));
}

const ownCodes: Record<string, string> = {
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'clock_skew',
  OAUTH_RESPONSE_BODY_ERROR: 'refused_by_provider',
  OAUTH_AUTHORIZATION_RESPONSE_ERROR: 'refused_by_provider',
  OAUTH_WWW_AUTHENTICATE_CHALLENGE: 'refused_by_provider',
};

/** Never the bodies and claims that errors of the library carry: they hold tokens. */
function wordsOf({ error, error_description: description }: LibraryError, chain: Error[]): string {
  const ownWords = [error, description].filter((word) => typeof word === 'string');
  return (ownWords.length ? ownWords : chain.map(({ message }) => message)).join(': ');
}

function causesOf(error: Error): Error[] {
  const causes: Error[] = [];
  for (let cause: unknown = error; cause instanceof Error && causes.length < 5; cause = cause.cause) causes.push(cause);
  return causes;
}
