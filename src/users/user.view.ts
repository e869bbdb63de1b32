import type { Role } from '../shared/roles.ts';
import { statusOf } from './status.policy.ts';
import type { Presence, Me, User as UserView, UserSummary } from './users.dto.ts';
import type { UserEntity } from './user.entity.ts';
import { maySeeTimeZone } from './users.policy.ts';

/** The columns that make a summary, as SQL for a table alias; see `summaryFromRow`. */
export const summaryColumns = (alias: string) =>
  `CASE WHEN ${alias}.id IS NULL THEN NULL ELSE json_build_array(${alias}.id, ${alias}.username, ${alias}.display_name, ${alias}.role, ${alias}.avatar_key, ${alias}.profile_revision, ${alias}.name_is_ambiguous,
     CASE WHEN ${alias}.status_emoji IS NOT NULL OR ${alias}.status_text <> '' THEN
       json_build_array(${alias}.status_emoji, ${alias}.status_text, ${alias}.status_until) END, ${alias}.kind = 'bot') END`;

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
  status: [emoji: string | null, text: string, until: string | null] | null,
  bot: boolean,
];

export const summaryFromRow = ([
  id,
  username,
  displayName,
  role,
  avatarKey,
  revision,
  ambiguousName,
  status,
  bot,
]: SummaryRow): UserSummary => ({
  id,
  username,
  displayName,
  avatarUrl: avatarKey && `/api/v1/avatars/${avatarKey}`,
  role,
  revision,
  ...(ambiguousName && { ambiguousName }),
  status: status && statusFromRow(status),
  bot,
});

const statusFromRow = ([statusEmoji, statusText, until]: NonNullable<SummaryRow[7]>) =>
  statusOf({ statusEmoji, statusText, statusUntil: until === null ? null : new Date(until) });

export const summaryOf = (user: UserEntity): UserSummary =>
  summaryFromRow([
    user.id,
    user.username,
    user.displayName,
    user.role,
    user.avatarKey,
    user.profileRevision,
    user.nameIsAmbiguous,
    [user.statusEmoji, user.statusText, user.statusUntil?.toISOString() ?? null],
    user.kind === 'bot',
  ]);

export const userView = (user: UserEntity, presence: Presence): UserView => ({
  ...summaryOf(user),
  bio: user.bio,
  statusText: statusOf(user)?.text ?? '',
  timeZone: user.timeZone,
  lastSeenAt: presence === 'offline' ? (user.lastSeenAt?.toISOString() ?? null) : null,
  presence,
  createdAt: user.createdAt.toISOString(),
});

/** As others see a person: people who hide their presence are offline and never seen. */
export function userViewForOthers(user: UserEntity, presence: Presence, viewer: Role): UserView {
  const isHidden = user.preferences.hidePresence;
  return {
    ...userView(user, isHidden ? 'offline' : presence),
    ...(isHidden && { lastSeenAt: null }),
    ...(!maySeeTimeZone(viewer, user) && { timeZone: null }),
  };
}

export const meView = (user: UserEntity, presence: Presence, hasSecondFactor: boolean): Me => ({
  ...userView(user, presence),
  email: user.email,
  emailVerified: user.email !== null,
  preferences: user.preferences,
  secondFactor: hasSecondFactor ? 'set' : 'none',
});
