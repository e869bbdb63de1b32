import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import { ProofsRepository } from '../admission/proofs.repository.ts';
import { LoginThrottle } from '../login/login-throttle.ts';
import { sha256, type SessionTokens, type SignInDevice } from '../sessions/session-tokens.ts';

/** Signs in by a link of the operator: past the password, the second factor and the policy. */
@Injectable()
export class LetInService {
  constructor(
    private readonly proofs: ProofsRepository,
    private readonly throttle: LoginThrottle,
    private readonly admission: AdmissionService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invalid_token`, `invalid_credentials` for an account that was disabled since, `too_many_requests` */
  async signIn(token: string, device: SignInDevice): Promise<SessionTokens> {
    await this.throttle.takeAttempt(device.ip);
    const link = await this.proofs.find('let-in', sha256(token));
    const userId = link?.userId;
    if (!link || !userId) throw new Problem('invalid_token');
    const admission = await this.database.transaction(async (tx) => {
      if (!(await this.proofs.take(tx, link))) throw new Problem('invalid_token');
      return this.admission.admit(tx, userId, { by: 'operator', strength: 'operator' }, device);
    });
    return this.admission.complete(admission);
  }
}
