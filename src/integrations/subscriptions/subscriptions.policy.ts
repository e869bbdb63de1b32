import type { Caller } from '../../common/caller.ts';
import type { Role } from '../../shared/roles.ts';
import type { EventType, SubscriptionFormat } from './subscriptions.dto.ts';

/**
 * What is done with a subscription. To `stop` is to disable and to delete it. To `change` is to decide who reads along: where
 * its events go, of which rooms, and by which secret.
 */
export const SUBSCRIPTION_ACTIONS = ['see', 'stop', 'change'] as const;
export type SubscriptionAction = (typeof SUBSCRIPTION_ACTIONS)[number];

/** The relation of a person to a subscription and its rooms. */
export interface SubscriptionStanding {
  role: Role;
  /** Whether they have made it. */
  isMaker: boolean;
  /** Of how many of its rooms they may have the events sent away (see `mayManageSubscriptions`). */
  manages: 'all' | 'some' | 'none';
}

/** An administrator stops every subscription; only who may read all of its rooms away decides where they are read. */
export function maySubscription(action: SubscriptionAction, { role, isMaker, manages }: SubscriptionStanding): boolean {
  if (action === 'change') return manages === 'all';
  if (role === 'admin' || isMaker) return true;
  return manages === 'all' || (action === 'see' && manages === 'some');
}

/** The personal token by which a caller decides where events go; null: they are on a device. */
export const tokenIdOf = ({ token, sessionId }: Caller): string | null => (token ? sessionId : null);

/** Why a subscription cannot have this form of these events; undefined where it can. */
export function formatProblem(format: SubscriptionFormat, events: readonly EventType[]): string | undefined {
  if (format !== 'slack' || events.every((type) => type === 'message.created' || type === 'ping')) return undefined;
  return 'must be message.created alone: the form of Slack tells of new messages only';
}
