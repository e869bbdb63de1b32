import { describe, expect, test } from '@jest/globals';
import type { Role } from '../../shared/roles.ts';
import {
  formatProblem,
  maySubscription,
  SUBSCRIPTION_ACTIONS,
  type SubscriptionStanding,
} from './subscriptions.policy.ts';

/** Role on the server, whether they made it, how many of its rooms are theirs: see, stop, change. */
const rights: [Role, boolean, SubscriptionStanding['manages'], boolean, boolean, boolean][] = [
  ['guest', false, 'none', false, false, false],
  ['member', false, 'none', false, false, false],
  ['member', false, 'some', true, false, false],
  ['member', false, 'all', true, true, true],
  ['member', true, 'none', true, true, false],
  ['member', true, 'some', true, true, false],
  ['member', true, 'all', true, true, true],
  ['moderator', false, 'none', false, false, false],
  ['moderator', false, 'some', true, false, false],
  ['moderator', false, 'all', true, true, true],
  ['admin', false, 'none', true, true, false],
  ['admin', false, 'some', true, true, false],
  ['admin', true, 'none', true, true, false],
  ['admin', false, 'all', true, true, true],
];

describe('a subscription', () => {
  test.each(rights)('of %s who made it (%s), with %s of its rooms', (role, isMaker, manages, see, stop, change) => {
    const standing = { role, isMaker, manages };
    expect(SUBSCRIPTION_ACTIONS.map((action) => maySubscription(action, standing))).toEqual([see, stop, change]);
  });
});

describe('the form of a subscription', () => {
  test.each([
    ['parley', ['message.created', 'member.left'], true],
    ['slack', ['message.created'], true],
    ['slack', ['message.created', 'ping'], true],
    ['slack', ['message.created', 'message.changed'], false],
    ['slack', ['reaction.changed'], false],
  ] as const)('%s takes %s: %s', (format, events, isFine) => {
    expect(formatProblem(format, events) === undefined).toBe(isFine);
  });
});
