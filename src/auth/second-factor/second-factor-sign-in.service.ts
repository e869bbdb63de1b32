import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import { SignInTickets } from '../admission/sign-in-tickets.ts';
import { LoginThrottle } from '../login/login-throttle.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { SecondFactorCheck } from './second-factor-check.ts';
import type { GiveSecondFactor } from './second-factor.dto.ts';

/** The second step of a sign-in. */
@Injectable()
export class SecondFactorSignInService {
  constructor(
    private readonly tickets: SignInTickets,
    private readonly check: SecondFactorCheck,
    private readonly throttle: LoginThrottle,
    private readonly admission: AdmissionService,
    private readonly database: Database,
  ) {}

  /**
   * A wrong code does not use up the ticket.
   * @throws Problem `invalid_input`, `invalid_second_factor`, `invalid_credentials` or `too_many_requests`
   */
  async signIn({ ticket, ...given }: GiveSecondFactor, device: SignInDevice): Promise<SessionTokens> {
    await this.throttle.takeAttempt(device.ip);
    const found = await this.tickets.find('sign-in', ticket);
    const strength = await this.check.verify(found.userId, given);
    const admission = await this.database.transaction(async (tx) => {
      await this.tickets.take(tx, found);
      return this.admission.admit(tx, found.userId, { ...found.begun, strength }, device);
    });
    return this.admission.complete(admission);
  }
}
