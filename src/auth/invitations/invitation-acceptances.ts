import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { InvitationAcceptancesRepository, type WaitingInvitation } from './invitation-acceptances.repository.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import { InvitationsRepository } from './invitations.repository.ts';
import { InvitedRooms } from './invited-rooms.ts';

type Arrival = Pick<UserEntity, 'id' | 'role'>;

/** Counts invitations as accepted, and takes those who come into the rooms, in the transaction that makes their account. */
@Injectable()
export class InvitationAcceptances {
  constructor(
    private readonly acceptances: InvitationAcceptancesRepository,
    private readonly invitations: InvitationsRepository,
    private readonly rooms: InvitedRooms,
    private readonly audit: AuditService,
  ) {}

  /**
   * Locks the invitation until the transaction ends, so that its last use is taken once.
   * @throws Problem `invitation_not_valid`
   */
  async assertValid(tx: Tx, invitation: InvitationEntity): Promise<void> {
    if (!(await this.acceptances.lockValid(tx, invitation))) throw new Problem('invitation_not_valid');
  }

  /** Takes a use of an invitation that `assertValid` has locked. */
  async accept(tx: Tx, invitation: Pick<InvitationEntity, 'id' | 'invitedBy'>, person: Arrival): Promise<void> {
    await this.take(tx, { ...invitation, counts: true }, person);
  }

  /** A person has an account with an invited address, by whichever way they came. */
  async acceptAll(tx: Tx, emailKey: string, person: Arrival): Promise<void> {
    for (const waiting of await this.acceptances.lockOfAddress(tx, emailKey)) await this.take(tx, waiting, person);
  }

  /** One that does not count any more leads into no room. */
  private async take(tx: Tx, { id, invitedBy, counts }: WaitingInvitation, person: Arrival): Promise<void> {
    await this.acceptances.take(tx, id, person.id);
    await this.audit.record(
      'invitation_accepted',
      { actorId: person.id, targetId: invitedBy, detail: { role: person.role } },
      tx,
    );
    if (!counts) return;
    const roomIds = await this.invitations.roomIdsOf(tx, id);
    await this.rooms.admit(tx, { userId: person.id, role: person.role, byId: invitedBy }, roomIds);
  }
}
