import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Problem } from '../../common/problem.ts';
import type { SignInStrength } from '../admission/sign-in-proof.dto.ts';
import { LoginThrottle } from '../login/login-throttle.ts';
import { FactorsRepository } from './factors.repository.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { stepOfCode } from './totp-codes.ts';
import { TotpSecrets } from './totp-secrets.ts';

/** What a person gives as second factor: one of both. */
export interface GivenFactor {
  totp?: string | undefined;
  recoveryCode?: string | undefined;
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
    private readonly factors: FactorsRepository,
    private readonly recovery: RecoveryCodesService,
    private readonly secrets: TotpSecrets,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `invalid_input`, `too_many_requests` or `invalid_second_factor` naming the field */
  async verify(userId: string, { totp, recoveryCode }: GivenFactor): Promise<SignInStrength> {
    if ((totp === undefined) === (recoveryCode === undefined))
      throw new Problem('invalid_input', undefined, { totp: ['or recoveryCode is needed, not both'] });
    if (totp !== undefined) {
      await this.guess(userId, 'totp', () => this.useTotp(userId, totp));
      return 'password+totp';
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

  /** Of codes that come at once, on any node, the database lets one through. */
  private async useTotp(userId: string, code: string): Promise<boolean> {
    const totp = await this.factors.totpOf(userId);
    const secret = totp && this.secrets.decrypt(userId, totp.secret);
    const step = secret ? stepOfCode(secret, code) : undefined;
    return totp !== null && step !== undefined && this.factors.useStep(userId, totp.secret, step);
  }
}
