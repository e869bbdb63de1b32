import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import type { Caller } from '../../common/caller.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { addressFault, emailKeyOf } from '../../common/validation/email-key.ts';
import { maySeeAccounts } from '../../shared/admin.policy.ts';
import { limits } from '../../shared/limits.ts';
import { InvitationAccess, ownOrAll } from './invitation-access.ts';
import { InvitationWriter, type MadeInvitation } from './invitation-writer.ts';
import {
  type Invite,
  type InviteByLink,
  type InvitedRole,
  type RefusedAddress,
  USUAL_INVITATION_DAYS,
} from './invitations.dto.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Invites addresses and by links, mails links again and revokes them. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly access: InvitationAccess,
    private readonly writer: InvitationWriter,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Each address by itself: one that is refused does not keep the others from being invited. None is when they are too many.
   * @throws Problem as `InvitationAccess`, or `too_many_requests` beyond a hundred addresses a day
   */
  async invite(caller: Caller, { emails, message, ...terms }: Invite) {
    const { role, roomIds, days } = termsOf(terms);
    await this.access.assertAllowed(caller, { role, roomIds, message });
    const given = [...new Set(emails.map((each) => each.trim()))];
    const { candidates, refused } = await this.sort(caller, given, role);
    const wanted = { role, roomIds, days, message: message ?? null };
    const outcome = await this.writer.mailAll(caller, wanted, candidates, this.limits.limitOf('invite'));
    for (const email of outcome.alreadyInvited) refused.push({ email, reason: 'already_invited' });
    const asGiven = (one: RefusedAddress, other: RefusedAddress) =>
      given.indexOf(one.email) - given.indexOf(other.email);
    return { made: outcome.made, refused: refused.toSorted(asGiven) };
  }

  /** @throws Problem as `InvitationAccess` */
  async inviteByLink(caller: Caller, { uses, ...terms }: InviteByLink): Promise<MadeInvitation> {
    const wanted = termsOf(terms);
    await this.access.assertAllowed(caller, wanted);
    return this.writer.makeLink(caller, { ...wanted, uses: uses ?? null });
  }

  /**
   * Mails another link; the former ends.
   * @throws Problem as `InvitationAccess`, `invitation_not_found`, or `too_many_requests` for an address that was mailed often
   */
  async resend(caller: Caller, id: string): Promise<void> {
    this.access.assertMayInvite(caller);
    const waiting = await this.invitations.waiting(id, ownOrAll(caller));
    if (!waiting?.emailKey) throw new Problem('invitation_not_found');
    await this.access.assertAllowed(caller, { role: waiting.role, roomIds: [] });
    await this.limits.take('resendInvitation', waiting.emailKey);
    await this.writer.renew(caller, id, USUAL_INVITATION_DAYS);
  }

  /** @throws Problem `forbidden` for guests, `invitation_not_found` */
  revoke(caller: Caller, id: string): Promise<void> {
    return this.writer.revoke(caller, id, ownOrAll(caller));
  }

  /**
   * What can be invited, and why the others cannot. That an address has an account is told to moderators and administrators,
   * who see addresses anyway; members would learn by it who has an account.
   */
  private async sort(caller: Caller, given: string[], role: InvitedRole) {
    const ownerId = maySeeAccounts(caller.role) ? null : caller.userId;
    const known = await this.invitations.knownAddresses(given.map(emailKeyOf), ownerId);
    const faultOf = (email: string): RefusedAddress['reason'] | null => {
      if (!isEmail(email) || email.length > limits.email || addressFault(email)) return 'not_an_address';
      if (known.has(emailKeyOf(email))) return 'already_member';
      return this.access.isAddressAllowed(email, role) ? null : 'domain_not_allowed';
    };
    const candidates: string[] = [];
    const refused: RefusedAddress[] = [];
    for (const email of given) {
      const reason = faultOf(email);
      if (reason) refused.push({ email, reason });
      else candidates.push(email);
    }
    return { candidates, refused };
  }
}

const termsOf = ({ role = 'member', roomIds = [], expiresInDays: days = USUAL_INVITATION_DAYS }: InviteByLink) => ({
  role,
  roomIds: [...new Set(roomIds)],
  days,
});
