import { type Role, ROLES } from './roles.ts';

/**
 * Who has a second factor. `off`: nobody sets one up, and those who have one go on with it. `optional`: everybody may. A
 * role: everybody with that role or more rights must.
 */
export const SECOND_FACTOR_MODES = ['off', 'optional', 'member', 'moderator', 'admin'] as const;
export type SecondFactorMode = (typeof SECOND_FACTOR_MODES)[number];

/** The roles that must have one. */
export const rolesWithFactor = (mode: SecondFactorMode): Role[] => ROLES.filter((role) => isFactorRequired(mode, role));

/** Guests have no password, so that theirs would be the only factor. */
export const isFactorRequired = (mode: SecondFactorMode, role: Role): boolean =>
  mode !== 'off' && mode !== 'optional' && ROLES.indexOf(role) >= ROLES.indexOf(mode);
