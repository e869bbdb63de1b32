import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { FactorChangeAccess } from '../second-factor/factor-change-access.ts';
import { IdentityDisconnection } from './identity-disconnection.ts';

/** The providers that sign the caller in. A change needs a fresh proof of the session. */
@Injectable()
export class OwnIdentitiesService {
  constructor(
    private readonly access: FactorChangeAccess,
    private readonly disconnection: IdentityDisconnection,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** Ends the other sessions that began there. @throws Problem `not_found`, or `last_way_in` */
  async disconnect(caller: Caller, id: string): Promise<void> {
    await this.access.assertMayChange(caller);
    const { userId } = caller;
    const done = await this.database.transaction(async (tx) => {
      const done = await this.disconnection.disconnect(tx, caller, id);
      if (!done) throw new Problem('not_found');
      const detail = { provider: done.provider };
      await this.audit.record('identity_disconnected', { actorId: userId, targetId: userId, detail }, tx);
      return done;
    });
    this.disconnection.announce(done);
  }
}
