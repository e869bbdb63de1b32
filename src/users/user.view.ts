import type { Presence, Me, User as UserView, UserSummary } from './users.dto.ts';
import type { UserEntity } from './user.entity.ts';

/** The columns that make a summary, as SQL for a table alias; see `summaryFromRow`. */
export const summaryColumns = (alias: string) =>
  `CASE WHEN ${alias}.id IS NULL THEN NULL ELSE json_build_array(${alias}.id, ${alias}.username, ${alias}.display_name, ${alias}.role, ${alias}.avatar_key, ${alias}.profile_revision, ${alias}.name_is_ambiguous) END`;

/** The name for mails, as SQL: with the user name where it could be taken for another person's. */
export const shownName = (alias: string) =>
  `${alias}.display_name || CASE WHEN ${alias}.name_is_ambiguous THEN ' (@' || ${alias}.username || ')' ELSE '' END`;

export type SummaryRow = [
  id: string,
  username: string,
  displayName: string,
  role: UserSummary['role'],
  avatarKey: string | null,
  revision: number,
  ambiguousName: boolean,
];

export const summaryFromRow = ([
  id,
  username,
  displayName,
  role,
  avatarKey,
  revision,
  ambiguousName,
]: SummaryRow): UserSummary => ({
  id,
  username,
  displayName,
  avatarUrl: avatarKey && `/api/v1/avatars/${avatarKey}`,
  role,
  revision,
  ...(ambiguousName && { ambiguousName }),
});

export const summaryOf = (user: UserEntity): UserSummary =>
  summaryFromRow([
    user.id,
    user.username,
    user.displayName,
    user.role,
    user.avatarKey,
    user.profileRevision,
    user.nameIsAmbiguous,
  ]);

export const userView = (user: UserEntity, presence: Presence): UserView => ({
  ...summaryOf(user),
  bio: user.bio,
  statusText: user.statusText,
  lastSeenAt: presence === 'offline' ? (user.lastSeenAt?.toISOString() ?? null) : null,
  presence,
  createdAt: user.createdAt.toISOString(),
});

/** As others see a person: people who hide their presence are offline and never seen. */
export const userViewForOthers = (user: UserEntity, presence: Presence): UserView =>
  user.preferences.hidePresence ? { ...userView(user, 'offline'), lastSeenAt: null } : userView(user, presence);

export const meView = (user: UserEntity, presence: Presence): Me => ({
  ...userView(user, presence),
  email: user.email,
  emailVerified: user.email !== null,
  preferences: user.preferences,
});
