import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { FactorChangeAccess } from '../second-factor/factor-change-access.ts';
import { SessionProofs } from '../sessions/session-proofs.ts';
import type { AddPasskey, PasskeyAdded, PasskeyCreationOptions } from './passkey.dto.ts';
import { PasskeyChangesService } from './passkey-changes.service.ts';
import { PasskeyRegistration } from './passkey-registration.ts';

/** The passkeys of the caller. Each change but a name needs a fresh proof of the session. */
@Injectable()
export class OwnPasskeysService {
  constructor(
    private readonly access: FactorChangeAccess,
    private readonly registration: PasskeyRegistration,
    private readonly changes: PasskeyChangesService,
    private readonly proofs: SessionProofs,
    private readonly database: Database,
  ) {}

  async begin(caller: Caller): Promise<PasskeyCreationOptions> {
    await this.access.assertMaySetUp(caller);
    return this.registration.begin(caller.userId);
  }

  /** The session has shown both factors from then on. */
  async add(caller: Caller, { name, passkey }: AddPasskey): Promise<PasskeyAdded> {
    await this.access.assertMaySetUp(caller);
    const made = await this.registration.finish(caller.userId, passkey);
    const { mailId, ...added } = await this.database.transaction(async (tx) => {
      const added = await this.changes.add(tx, caller.userId, name, made);
      await this.proofs.strengthen(tx, caller.sessionId, 'password+passkey');
      return added;
    });
    this.changes.dispatch(mailId);
    return added;
  }

  async remove(caller: Caller, id: string): Promise<void> {
    await this.access.assertMayChange(caller);
    this.changes.dispatch(await this.database.transaction((tx) => this.changes.remove(tx, caller.userId, id)));
  }
}
