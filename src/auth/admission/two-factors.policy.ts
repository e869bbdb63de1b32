import type { SignInStrength } from './sign-in-proof.dto.ts';

/** Whether a sign-in has proved two factors. The trigger `sessions_need_factor` has the same list. */
export const hasTwoFactors = (strength: SignInStrength): boolean =>
  strength === 'password+totp' || strength === 'password+recovery';
