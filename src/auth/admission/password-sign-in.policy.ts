import type { PasswordSignIn } from '../../common/settings/variables.ts';
import type { Role } from '../../shared/roles.ts';

/** Whether a password signs in a person with this role. */
export const isPasswordAllowed = (allowed: PasswordSignIn, role: Role): boolean =>
  allowed === 'on' || (allowed === 'admins' && role === 'admin');
