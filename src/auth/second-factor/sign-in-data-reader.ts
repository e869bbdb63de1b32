import { Injectable } from '@nestjs/common';
import { SessionsService } from '../sessions/sessions.service.ts';
import type { Factors } from './second-factor.dto.ts';
import { FactorsRepository } from './factors.repository.ts';

/** How a person signs in and has signed in, without any secret. */
@Injectable()
export class SignInDataReader {
  constructor(
    private readonly sessions: SessionsService,
    private readonly factors: FactorsRepository,
  ) {}

  async of(userId: string) {
    return { sessions: await this.sessions.ofUser(userId), secondFactor: await this.factorsOf(userId) };
  }

  async factorsOf(userId: string): Promise<Factors> {
    const totp = await this.factors.totpOf(userId);
    return {
      totp: totp && { since: totp.confirmedAt.toISOString() },
      recoveryCodesLeft: await this.factors.recoveryCodesLeft(userId),
    };
  }
}
