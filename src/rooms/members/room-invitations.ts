import { Injectable } from '@nestjs/common';
import { type InvitedPerson, InvitedRooms, type RoomsOfInvitations } from '../../auth/invitations/invited-rooms.ts';
import type { Caller } from '../../common/caller.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import type { Role } from '../../shared/roles.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { type Admission, RoomAccess } from '../room-access.ts';
import { MembershipService } from './membership.service.ts';

/** The rooms that invitations to the server lead into: who may invite to them, and that those who come are members. */
@Injectable()
export class RoomInvitations implements RoomsOfInvitations {
  constructor(
    private readonly access: RoomAccess,
    private readonly membership: MembershipService,
    private readonly users: UsersRepository,
    rooms: InvitedRooms,
  ) {
    rooms.serve(this);
  }

  async assertMayInvite(caller: Caller, roomId: string, role: Role): Promise<void> {
    assertTakesInvited(await this.access.allow(caller, roomId, 'invite'), role);
  }

  async admit(tx: Tx, person: InvitedPerson, roomIds: string[]): Promise<void> {
    const inviter = await this.users.byId(person.byId, tx);
    if (!inviter) return;
    const caller = { userId: inviter.id, role: inviter.role };
    for (const roomId of roomIds)
      await this.membership.addByInvitation(tx, roomId, person, async () => {
        const admission = await this.access.allowLocked(tx, caller, roomId, 'invite');
        assertTakesInvited(admission, person.role);
        return admission;
      });
  }
}

/** Everybody with an account is in the Lobby, and no guest; people of a group conversation have accounts. @throws Problem `forbidden` */
function assertTakesInvited({ kind, lobby }: Admission, role: Role): void {
  if (kind === 'group') throw new Problem('forbidden', 'A group conversation takes people who have an account');
  if (lobby && role === 'guest')
    throw new Problem('forbidden', 'Guests are not in the Lobby; invite them to another room');
}
