import { Injectable } from '@nestjs/common';
import type { EnterAsGuest } from '../auth.dto.ts';
import { InvitationAcceptanceService } from '../invitations/invitation-acceptance.service.ts';
import { SignUpAccess } from '../registration/sign-up-access.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { GuestAccountCreator } from './guest-account-creator.ts';

/** Signs in guests by a name alone. `RoomAccess` decides what they may see. */
@Injectable()
export class GuestsService {
  constructor(
    private readonly access: SignUpAccess,
    private readonly names: UsernameAvailability,
    private readonly invitations: InvitationAcceptanceService,
    private readonly guests: GuestAccountCreator,
  ) {}

  /** @throws Problem `guests_not_allowed`, `invitation_not_valid`, `username_taken` or `too_many_requests` */
  async enter({ invitation, ...chosen }: EnterAsGuest, device: SignInDevice): Promise<SessionTokens> {
    await this.access.admitGuest(device.ip);
    const found = invitation === undefined ? null : await this.invitations.find(invitation, 'guest');
    return this.guests.create(await this.names.choose(chosen), found, device);
  }
}
