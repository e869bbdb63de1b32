import type { UserEntity } from '../users/user.entity.ts';
import { summaryOf } from '../users/user.view.ts';
import type { Account } from './admin.dto.ts';

/** An account as moderators and administrators of the server see it. */
export const accountView = (user: UserEntity): Account => ({
  ...summaryOf(user),
  email: user.email,
  disabled: user.disabledAt !== null,
  createdAt: user.createdAt.toISOString(),
  lastSeenAt: user.lastSeenAt?.toISOString() ?? null,
});
