import { Injectable } from '@nestjs/common';
import { FactorsRepository } from './factors.repository.ts';
import { stepOfCode } from './totp-codes.ts';
import { TotpSecrets } from './totp-secrets.ts';

/** Checks a code of an authenticator app. */
@Injectable()
export class TotpCheck {
  constructor(
    private readonly factors: FactorsRepository,
    private readonly secrets: TotpSecrets,
  ) {}

  /** Of codes that come at once, on any node, the database lets one through. */
  async use(userId: string, code: string): Promise<boolean> {
    const totp = await this.factors.totpOf(userId);
    const secret = totp && this.secrets.decrypt(userId, totp.secret);
    const step = secret ? stepOfCode(secret, code) : undefined;
    return totp !== null && step !== undefined && this.factors.useStep(userId, totp.secret, step);
  }
}
