import type { SignInStrength } from './sign-in-proof.dto.ts';

/**
 * The sign-ins that have proved two factors, or stand above them: the operator of the machine has the database anyway. The
 * trigger `sessions_need_factor` has the same list.
 */
export const TWO_FACTORS: readonly SignInStrength[] = [
  'password+totp',
  'password+recovery',
  'password+passkey',
  'passkey',
  'provider',
  'operator',
];

export const hasTwoFactors = (strength: SignInStrength): boolean => TWO_FACTORS.includes(strength);
