import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { Problem } from '../../common/problem.ts';
import { mayManagePeople, mayInvitePeople } from '../../shared/admin.policy.ts';
import { hasWebAddress } from '../../shared/web-address.ts';
import { SignUpAccess } from '../registration/sign-up-access.ts';
import { InvitedRooms } from './invited-rooms.ts';
import type { InvitedRole } from './invitations.dto.ts';

interface InvitationTerms {
  role: InvitedRole;
  roomIds: string[];
  message?: string | undefined;
}

/** Whose invitations a caller sees and ends: their own, or null for all. @throws Problem `forbidden` for guests */
export function ownOrAll({ userId, role }: Caller): string | null {
  if (role === 'guest') throw new Problem('forbidden');
  return mayManagePeople(role) ? null : userId;
}

/** Who may invite, as what, and where to. */
@Injectable()
export class InvitationAccess {
  constructor(
    private readonly signUp: SignUpAccess,
    private readonly rooms: InvitedRooms,
    private readonly config: Config,
  ) {}

  /** @throws Problem `forbidden` below the role of `INVITE_BY` */
  assertMayInvite({ role }: Caller): void {
    if (!mayInvitePeople(role, this.config.env.INVITE_BY)) throw new Problem('forbidden');
  }

  /**
   * @throws Problem `forbidden`, `registration_closed` or `guests_not_allowed`, what the rooms refuse, or `invalid_input` for a
   *   message with an address of the web
   */
  async assertAllowed(caller: Caller, { role, roomIds, message }: InvitationTerms): Promise<void> {
    this.assertMayInvite(caller);
    this.signUp.assertMayBeInvited(role);
    if (message !== undefined && hasWebAddress(message))
      throw new Problem('invalid_input', undefined, { message: ['must not contain an address of the web'] });
    await this.rooms.assertMayInvite(caller, roomIds, role);
  }

  /** Whether an address may be invited, by its domain. Guests need none. */
  isAddressAllowed(email: string, role: InvitedRole): boolean {
    return role === 'guest' || this.signUp.isAddressAllowed(email);
  }
}
