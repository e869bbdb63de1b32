import { Injectable } from '@nestjs/common';
import { isEmail } from 'class-validator';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { Problem } from '../../common/problem.ts';
import { addressFault, emailKeyOf } from '../../common/validation/email-key.ts';
import { mayManagePeople } from '../../shared/admin.policy.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { limits } from '../../shared/limits.ts';
import { InvitationLinks } from './invitation-links.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import { type Invite, type RefusedAddress, USUAL_INVITATION_DAYS } from './invitations.dto.ts';
import { InvitationsRepository } from './invitations.repository.ts';

export interface MadeInvitation {
  row: InvitationEntity;
  url: string;
}

/** Invites addresses, sends links again and revokes them. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly links: InvitationLinks,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
    private readonly database: Database,
  ) {}

  /**
   * Each address by itself: one that is refused does not keep the others from being invited. None is when they are too many.
   * @throws Problem `forbidden`, or `too_many_requests` beyond a hundred addresses a day
   */
  async invite(caller: Caller, { emails, expiresInDays = USUAL_INVITATION_DAYS }: Invite) {
    assertAllowed(caller);
    const made: MadeInvitation[] = [];
    const refused: RefusedAddress[] = [];
    const candidates: string[] = [];
    const given = [...new Set(emails.map((each) => each.trim()))];
    for (const email of given) {
      const reason = await this.faultOf(email);
      if (reason) refused.push({ email, reason });
      else candidates.push(email);
    }
    await this.assertBelowLimit(caller, candidates.length);
    for (const email of candidates) {
      const invitation = await this.inviteOne(caller, email, expiresInDays);
      if (invitation) made.push(invitation);
      else refused.push({ email, reason: 'already_invited' });
    }
    const asGiven = (one: RefusedAddress, other: RefusedAddress) =>
      given.indexOf(one.email) - given.indexOf(other.email);
    return { made, refused: refused.toSorted(asGiven) };
  }

  /**
   * Makes another link and mails it; the former ends.
   * @throws Problem `forbidden`, `invitation_not_found`, or `too_many_requests` for an address that was mailed often
   */
  async resend(caller: Caller, id: string): Promise<MadeInvitation> {
    assertAllowed(caller);
    const address = await this.invitations.waitingAddress(id);
    if (address === undefined) throw new Problem('invitation_not_found');
    await this.limits.take('resendInvitation', address);
    const link = this.links.make(USUAL_INVITATION_DAYS);
    return this.mailed(link.url, async (tx) => {
      const row = await this.invitations.renew(tx, id, link);
      if (!row) throw new Problem('invitation_not_found');
      await this.record(tx, caller, 'invitation_resent', row.email);
      return row;
    });
  }

  /** @throws Problem `forbidden`, `invitation_not_found` */
  async revoke(caller: Caller, id: string): Promise<void> {
    assertAllowed(caller);
    await this.database.transaction(async (tx) => {
      const email = await this.invitations.revoke(tx, id);
      if (email === undefined) throw new Problem('invitation_not_found');
      await this.record(tx, caller, 'invitation_revoked', email);
    });
  }

  private async faultOf(email: string): Promise<RefusedAddress['reason'] | null> {
    if (!isEmail(email) || email.length > limits.email || addressFault(email)) return 'not_an_address';
    const isKnown = await this.database.source.manager.existsBy(UserEntity, { emailKey: emailKeyOf(email) });
    return isKnown ? 'already_member' : null;
  }

  private async assertBelowLimit({ userId }: Caller, wanted: number): Promise<void> {
    const { count, secondsLeft } = await this.invitations.invitedToday(userId);
    const left = Math.max(0, this.limits.limitOf('invite') - count);
    if (wanted > left)
      throw new Problem('too_many_requests', `${left} more addresses may be invited today`, undefined, secondsLeft);
  }

  /** Undefined for an address that has an open invitation. */
  private async inviteOne(caller: Caller, email: string, days: number): Promise<MadeInvitation | undefined> {
    const { url, ...link } = this.links.make(days);
    const language = requestContext()?.language ?? null;
    const row = { ...link, email, emailKey: emailKeyOf(email), language, invitedBy: caller.userId };
    try {
      return await this.mailed(url, async (tx) => {
        const made = await this.invitations.insert(tx, row);
        if (!made) throw new AlreadyInvited();
        await this.record(tx, caller, 'person_invited', email);
        return made;
      });
    } catch (error) {
      if (error instanceof AlreadyInvited) return undefined;
      throw error;
    }
  }

  private async mailed(url: string, write: (tx: Tx) => Promise<InvitationEntity>): Promise<MadeInvitation> {
    const { row, mailId } = await this.database.transaction(async (tx) => {
      const row = await write(tx);
      return { row, mailId: await this.links.mailTo(tx, row, url) };
    });
    this.links.dispatch(mailId);
    return { row, url };
  }

  private record(
    tx: Tx,
    { userId }: Caller,
    action: 'person_invited' | 'invitation_resent' | 'invitation_revoked',
    email: string,
  ): Promise<void> {
    return this.audit.record(action, { actorId: userId, detail: { email } }, tx);
  }
}

class AlreadyInvited extends Error {}

function assertAllowed({ role }: Caller): void {
  if (!mayManagePeople(role)) throw new Problem('forbidden');
}
