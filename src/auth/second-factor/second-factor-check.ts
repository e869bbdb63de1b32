import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Problem } from '../../common/problem.ts';
import type { SignInStrength } from '../admission/sign-in-proof.dto.ts';
import { LoginThrottle } from '../login/login-throttle.ts';
import type { WebAuthnJson } from '../passkeys/passkey.dto.ts';
import { PasskeyCheck } from '../passkeys/passkey-check.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { TotpCheck } from './totp-check.ts';

/** What a person gives as second factor: one of them. */
export interface GivenFactor {
  totp?: string | undefined;
  recoveryCode?: string | undefined;
  passkey?: WebAuthnJson | undefined;
}

/** What the guesses at the second factor of an account count under: whatever the ticket, session or address. */
export const factorGuesses = (userId: string): string => `factor ${userId}`;

/**
 * Checks second factors. A guess counts for the account before it is compared, and a right password does not reset the
 * count; a code that was accepted, and every one before it, works no more.
 */
@Injectable()
export class SecondFactorCheck {
  constructor(
    private readonly totp: TotpCheck,
    private readonly recovery: RecoveryCodesService,
    private readonly passkeys: PasskeyCheck,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `invalid_input`, `too_many_requests` or `invalid_second_factor` naming the field */
  async verify(userId: string, given: GivenFactor): Promise<SignInStrength> {
    const { totp, recoveryCode, passkey } = given;
    if ([totp, recoveryCode, passkey].filter((factor) => factor !== undefined).length !== 1)
      throw new Problem('invalid_input', undefined, {
        totp: ['or recoveryCode or passkey is needed, and one of them'],
      });
    if (totp !== undefined) {
      await this.guess(userId, 'totp', () => this.totp.use(userId, totp));
      return 'password+totp';
    }
    if (passkey !== undefined) {
      await this.guess(userId, 'passkey', () => this.passkeys.isOf(userId, passkey));
      return 'password+passkey';
    }
    await this.guess(userId, 'recoveryCode', () => this.recovery.use(userId, recoveryCode ?? ''));
    return 'password+recovery';
  }

  private async guess(userId: string, field: keyof GivenFactor, isRight: () => Promise<boolean>): Promise<void> {
    await this.throttle.takeGuess(factorGuesses(userId));
    if (await isRight()) return this.throttle.reset(factorGuesses(userId));
    await this.audit.record('second_factor_failed', { targetId: userId, detail: { by: field } });
    throw new Problem('invalid_second_factor', undefined, { [field]: ['is wrong or was used before'] });
  }
}
