import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { SessionProofs } from '../sessions/session-proofs.ts';
import { FactorChangeAccess } from './factor-change-access.ts';
import { FactorChangesService } from './factor-changes.service.ts';
import type { TotpConfirmed, TotpSetup } from './second-factor.dto.ts';
import { TotpSetupService } from './totp-setup.service.ts';

/** The second factors of the caller. Each change needs a fresh proof of the session. */
@Injectable()
export class OwnFactorsService {
  constructor(
    private readonly access: FactorChangeAccess,
    private readonly setup: TotpSetupService,
    private readonly changes: FactorChangesService,
    private readonly proofs: SessionProofs,
    private readonly database: Database,
  ) {}

  async beginTotp(caller: Caller): Promise<TotpSetup> {
    await this.access.assertMaySetUp(caller);
    return this.setup.begin(caller.userId);
  }

  /** The session has shown both factors from then on. */
  async confirmTotp(caller: Caller, code: string): Promise<TotpConfirmed> {
    await this.access.assertMaySetUp(caller);
    const { mailId, recoveryCodes } = await this.database.transaction(async (tx) => {
      const turnedOn = await this.changes.turnOn(tx, caller.userId, code, 'code');
      await this.proofs.strengthen(tx, caller.sessionId, 'password+totp');
      return turnedOn;
    });
    this.changes.dispatch(mailId);
    return { recoveryCodes };
  }

  async removeTotp(caller: Caller): Promise<void> {
    await this.access.assertMayChange(caller);
    this.changes.dispatch(await this.database.transaction((tx) => this.changes.turnOff(tx, caller.userId)));
  }
}
