import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Config } from '../../common/config.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { SessionsService } from '../sessions/sessions.service.ts';

/** Signs in guests by a name alone. `RoomAccess` decides what they may see. */
@Injectable()
export class GuestsService {
  constructor(
    private readonly names: UsernameAvailability,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async enter(username: string, device: SignInDevice): Promise<SessionTokens> {
    if (!this.config.env.GUEST_ACCESS) throw new Problem('guests_not_allowed');
    await this.limits.take('guest', device.ip);
    await this.names.assertAvailable(username);
    return this.database
      .transaction(async (tx) => {
        const guest = tx.create(UserEntity, {
          username,
          ...this.names.keys(username),
          displayName: username,
          role: 'guest',
        });
        const { id } = await tx.save(guest);
        await this.audit.record('guest_entered', { actorId: id, targetId: id }, tx);
        return this.sessions.start(tx, id, device);
      })
      .catch(this.names.rethrowTaken);
  }
}
