import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import type { WebAuthnJson } from './passkey.dto.ts';
import { PasskeyCheck } from './passkey-check.ts';

const notAccepted = (): Problem =>
  new Problem('invalid_credentials', 'This passkey was not accepted; try again, or sign in with your password', {
    passkey: ['was not accepted'],
  });

/** Signs in by a passkey alone: its device has checked who holds it, which makes it two factors. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly check: PasskeyCheck,
    private readonly users: UsersRepository,
    private readonly admission: AdmissionService,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invalid_input` or `invalid_credentials`, whatever was wrong */
  async signIn(passkey: WebAuthnJson, device: SignInDevice): Promise<SessionTokens> {
    const userId = await this.check.personOf(passkey);
    const user = userId === undefined ? null : await this.users.byId(userId);
    if (!user || user.disabledAt) {
      await this.audit.record('login_failed', { targetId: user?.id, detail: { by: 'passkey' } });
      throw notAccepted();
    }
    const proof = { by: 'passkey', strength: 'passkey' } as const;
    return this.admission.complete(
      await this.database.transaction((tx) => this.admission.admit(tx, user.id, proof, device)),
    );
  }
}
