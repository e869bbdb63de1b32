import { describe, expect, test } from 'vitest';
import { base64Url, hasKey, isApplePhone, type PushFacts, pushStateOf } from './push-state.ts';

const on: PushFacts = {
  isServerOn: true,
  isSupported: true,
  isApplePhone: false,
  isInstalled: false,
  permission: 'granted',
  isWanted: true,
  hasSubscription: true,
};

describe('a device', () => {
  test.each<[Partial<PushFacts>, string]>([
    [{}, 'on'],
    [{ isServerOn: false }, 'off-here'],
    [{ isSupported: false }, 'unsupported'],
    [{ isApplePhone: true, isSupported: false }, 'needs-home-screen'],
    [{ isApplePhone: true, isInstalled: true }, 'on'],
    [{ isApplePhone: true, isInstalled: true, isSupported: false }, 'unsupported'],
    [{ permission: 'denied' }, 'blocked'],
    [{ isWanted: false }, 'off'],
    [{ isWanted: false, permission: 'default' }, 'off'],
    [{ hasSubscription: false }, 'broken'],
    [{ permission: 'default' }, 'broken'],
    [{ permission: 'denied', isServerOn: false }, 'off-here'],
  ])('with %j is %s', (facts, state) => expect(pushStateOf({ ...on, ...facts })).toBe(state));
});

test.each([
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X)', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 5, true],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', 0, false],
  ['Mozilla/5.0 (Linux; Android 16)', 5, false],
])('%s with %i fingers is a phone of Apple: %s', (userAgent, maxTouchPoints, expected) =>
  expect(isApplePhone({ userAgent, maxTouchPoints })).toBe(expected),
);

test('a subscription is known by its key', () => {
  const bytes = Uint8Array.of(4, 251, 255, 1);
  const subscription = { options: { applicationServerKey: bytes.buffer } };
  expect(base64Url(bytes)).toBe('BPv_AQ');
  expect([hasKey(subscription, 'BPv_AQ'), hasKey(subscription, 'BPv_AA')]).toEqual([true, false]);
  expect(hasKey({ options: { applicationServerKey: null } }, 'BPv_AQ')).toBe(false);
});
