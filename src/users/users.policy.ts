import type { Role } from '../shared/roles.ts';

/** Guests see only the people of their rooms; members see everybody. */
export const seesOnlyRoommates = (role: Role): boolean => role === 'guest';

/** Whether a profile is shown. `sharesRoom` matters for guests only. */
export const maySeeProfile = (role: Role, { isSelf, sharesRoom }: { isSelf: boolean; sharesRoom: boolean }): boolean =>
  isSelf || sharesRoom || !seesOnlyRoommates(role);

/** Whether a person's time zone is shown to another: guests tell none and see none. */
export const maySeeTimeZone = (
  viewer: Role,
  { role, preferences }: { role: Role; preferences: { shareTimeZone?: boolean } },
): boolean => viewer !== 'guest' && role !== 'guest' && preferences.shareTimeZone !== false;

/** Whether a person can be written to directly and invited to rooms: people with an account that is not disabled. */
export const mayBeContacted = ({ role, disabledAt }: { role: Role; disabledAt: Date | null }): boolean =>
  role !== 'guest' && disabledAt === null;

/** Whose account is deleted only with its password; guests have none. */
export const mustGivePassword = (role: Role): boolean => role !== 'guest';

/** Whether a person has an address and a password of their own; guests have neither. */
export const hasOwnEmail = (role: Role): boolean => role !== 'guest';

/** Whether the server would be left without an administrator. `admins` counts those who are not disabled. */
export const isLastAdmin = (role: Role, admins: number): boolean => role === 'admin' && admins < 2;
