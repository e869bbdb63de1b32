import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { usernameKeys } from '../../users/username.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import { InvitationAcceptances } from '../invitations/invitation-acceptances.ts';
import type { InvitationEntity } from '../invitations/invitation.entity.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { InvitedGuestEntered } from './account-events.ts';

interface GuestNames {
  username: string;
  displayName: string;
}

/** Makes the account of a guest, which lasts as long as its session is used, and lets them in. */
@Injectable()
export class GuestAccountCreator {
  constructor(
    private readonly admission: AdmissionService,
    private readonly acceptances: InvitationAcceptances,
    private readonly audit: AuditService,
    private readonly announcements: DomainEvents,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invitation_not_valid` when it was used up or revoked meanwhile, `username_taken` */
  async create(names: GuestNames, invitation: InvitationEntity | null, device: SignInDevice): Promise<SessionTokens> {
    const { userId, admission } = await this.database
      .transaction(async (tx) => {
        if (invitation) await this.acceptances.assertValid(tx, invitation);
        const { id: userId } = await this.insert(tx, names, invitation);
        return {
          userId,
          admission: await this.admission.admit(tx, userId, { by: 'guest', strength: 'guest' }, device),
        };
      })
      .catch(rethrowUsernameTaken);
    if (invitation) await this.announcements.publish(new InvitedGuestEntered(userId));
    return this.admission.complete(admission);
  }

  private async insert(
    tx: Tx,
    { username, displayName }: GuestNames,
    invitation: InvitationEntity | null,
  ): Promise<UserEntity> {
    const names = { username, ...usernameKeys(username), ...displayNameColumns(displayName) };
    const guest = await tx.save(tx.create(UserEntity, { ...names, role: 'guest' }));
    await this.audit.record('guest_entered', { actorId: guest.id, targetId: guest.id }, tx);
    if (invitation) await this.acceptances.accept(tx, invitation, guest);
    return guest;
  }
}
