import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { hasOwnEmail } from '../../users/users.policy.ts';
import { SessionProofs } from '../sessions/session-proofs.ts';
import { ConfirmationService } from './confirmation.service.ts';
import { FactorChangesService } from './factor-changes.service.ts';
import type { RecoveryCodes, TotpConfirmed, TotpSetup } from './second-factor.dto.ts';
import { TotpSetupService } from './totp-setup.service.ts';

/** The second factors of the caller. Each change needs a fresh proof of the session. */
@Injectable()
export class OwnFactorsService {
  constructor(
    private readonly confirmation: ConfirmationService,
    private readonly setup: TotpSetupService,
    private readonly changes: FactorChangesService,
    private readonly proofs: SessionProofs,
    private readonly database: Database,
  ) {}

  async beginTotp(caller: Caller): Promise<TotpSetup> {
    await this.assertAllowed(caller);
    return this.setup.begin(caller.userId);
  }

  /** The session has shown both factors from then on. */
  async confirmTotp(caller: Caller, code: string): Promise<TotpConfirmed> {
    await this.assertAllowed(caller);
    const { mailId, recoveryCodes } = await this.database.transaction(async (tx) => {
      const turnedOn = await this.changes.turnOn(tx, caller.userId, code, 'code');
      await this.proofs.strengthen(tx, caller.sessionId, 'password+totp');
      return turnedOn;
    });
    this.changes.dispatch(mailId);
    return { recoveryCodes };
  }

  async removeTotp(caller: Caller): Promise<void> {
    await this.assertAllowed(caller);
    this.changes.dispatch(await this.database.transaction((tx) => this.changes.turnOff(tx, caller.userId)));
  }

  async renewRecoveryCodes(caller: Caller): Promise<RecoveryCodes> {
    await this.assertAllowed(caller);
    const recoveryCodes = await this.database.transaction((tx) => this.changes.renewRecoveryCodes(tx, caller.userId));
    return { recoveryCodes };
  }

  private async assertAllowed(caller: Caller): Promise<void> {
    if (!hasOwnEmail(caller.role)) throw new Problem('forbidden', 'A guest has no password: register instead');
    await this.confirmation.assertFresh(caller);
  }
}
