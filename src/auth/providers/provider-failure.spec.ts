import { describe, expect, test } from '@jest/globals';
import { ProviderFailure, providerFailureOf } from './provider-failure.ts';
import { ProviderUnreachable } from './provider-fetch.ts';

const libraryError = (message: string, code: string, more: object = {}, cause?: unknown) =>
  Object.assign(new Error(message, { cause }), { code, ...more });

describe('what went wrong at a provider', () => {
  test('is told in its own words, in one short line', () => {
    const said = { error: 'invalid_client', error_description: `wrong\nsecret${'!'.repeat(400)}` };
    const failure = providerFailureOf(libraryError('server responded', 'OAUTH_RESPONSE_BODY_ERROR', said));
    expect(failure).toMatchObject({ problem: 'sign_in_failed', code: 'refused_by_provider' });
    const { message } = failure as ProviderFailure;
    expect([message.startsWith('invalid_client: wrong secret!'), message.length]).toEqual([true, 300]);
  });

  test('is told without the bodies and claims that errors carry', () => {
    const inner = Object.assign(new Error('unexpected "aud"'), { cause: { claims: { sub: 'secret' } } });
    const failure = providerFailureOf(libraryError('unexpected claim', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED', {}, inner));
    expect((failure as Error).message).toBe('unexpected claim: unexpected "aud"');
  });

  test('is a matter of the network wherever the library has met it', () => {
    const failure = providerFailureOf(
      libraryError('something', 'x', {}, new ProviderUnreachable('id.example is away')),
    );
    expect(failure).toMatchObject({ problem: 'provider_unavailable', message: 'id.example is away' });
  });

  test('is left as it is where it is ours', () => {
    const error = Object.assign(new Error('duplicate key'), { code: '23505' });
    expect(providerFailureOf(error)).toBe(error);
  });
});
