import { expect } from '@jest/globals';
import type { TotpConfirmed, TotpSetup } from '../../../src/auth/second-factor/second-factor.dto.ts';
import type { Member } from '../member.ts';
import { earlyInStep, totpCode } from './totp-code.ts';

/** Turns the authenticator app on, by the code of the step before: those of this and of the next step are left. */
export async function withTotp(member: Pick<Member, 'must'>): Promise<{ secret: string; recoveryCodes: string[] }> {
  await earlyInStep();
  const { secret } = await member.must<TotpSetup>('POST', '/auth/totp');
  const answer = await member.must<TotpConfirmed>('POST', '/auth/totp/confirm', { code: totpCode(secret, -1) });
  expect(answer.recoveryCodes).toHaveLength(10);
  return { secret, recoveryCodes: answer.recoveryCodes ?? [] };
}
