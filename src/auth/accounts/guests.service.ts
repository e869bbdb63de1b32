import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database } from '../../common/database/database.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { usernameKeys } from '../../users/username.ts';
import { SignUpAccess } from '../registration/sign-up-access.ts';
import { rethrowUsernameTaken, UsernameAvailability } from '../registration/username-availability.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import type { EnterAsGuest } from '../auth.dto.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';

/** Signs in guests by a name alone. `RoomAccess` decides what they may see. */
@Injectable()
export class GuestsService {
  constructor(
    private readonly access: SignUpAccess,
    private readonly names: UsernameAvailability,
    private readonly admission: AdmissionService,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  async enter(chosen: EnterAsGuest, device: SignInDevice): Promise<SessionTokens> {
    await this.access.admitGuest(device.ip);
    const { username, displayName } = await this.names.choose(chosen);
    const admission = await this.database
      .transaction(async (tx) => {
        const names = { username, ...usernameKeys(username), ...displayNameColumns(displayName) };
        const { id } = await tx.save(tx.create(UserEntity, { ...names, role: 'guest' }));
        await this.audit.record('guest_entered', { actorId: id, targetId: id }, tx);
        return this.admission.admit(tx, id, { by: 'guest', strength: 'guest' }, device);
      })
      .catch(rethrowUsernameTaken);
    return this.admission.complete(admission);
  }
}
