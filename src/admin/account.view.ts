import type { Availability } from '../cluster/presence-heartbeat.ts';
import type { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import type { Account } from './admin.dto.ts';

/** What administrators alone see of an account. */
export type KnownToAdmins = Pick<Account, 'storedBytes' | 'secondFactor' | 'secondFactors' | 'by' | 'managedBy'>;

/** An account as moderators and administrators of the server see it. */
export const accountView = (user: UserEntity, availability: Availability, known: KnownToAdmins): Account => ({
  ...summaryOf(user),
  email: user.email,
  disabled: user.disabledAt !== null,
  createdAt: user.createdAt.toISOString(),
  lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
  here: availability !== 'offline' && !user.preferences.hidePresence,
  ...known,
});
