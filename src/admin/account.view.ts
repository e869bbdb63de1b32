import type { Availability } from '../cluster/presence-heartbeat.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import type { Account } from './admin.dto.ts';

/** An account as moderators and administrators of the server see it. */
export const accountView = (
  user: UserEntity,
  availability: Availability,
  known: Pick<Account, 'storedBytes' | 'secondFactor'>,
): Account => ({
  ...summaryOf(user),
  email: user.email,
  disabled: user.disabledAt !== null,
  createdAt: user.createdAt.toISOString(),
  lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
  here: availability !== 'offline' && !user.preferences.hidePresence,
  ...known,
});
