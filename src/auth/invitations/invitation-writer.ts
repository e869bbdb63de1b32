import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { Problem } from '../../common/problem.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { InvitationLinks } from './invitation-links.ts';
import { InvitationMails } from './invitation-mails.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import type { InvitedRole } from './invitations.dto.ts';
import { InvitationsRepository, type NewInvitation } from './invitations.repository.ts';

export interface MadeInvitation {
  row: InvitationEntity;
  url: string;
}

/** What is invited to, and how long. */
export interface WantedInvitation {
  role: InvitedRole;
  roomIds: string[];
  days: number;
}

/** Writes invitations with their mails and their entries of the audit log, in one transaction. */
@Injectable()
export class InvitationWriter {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly links: InvitationLinks,
    private readonly mails: InvitationMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /**
   * Invites addresses, all of them or, beyond the number a day, none.
   * @throws Problem `too_many_requests`
   */
  async mailAll(
    caller: Caller,
    wanted: WantedInvitation & { message: string | null },
    emails: string[],
    perDay: number,
  ): Promise<{ made: MadeInvitation[]; alreadyInvited: string[] }> {
    const made: MadeInvitation[] = [];
    const mailIds: string[] = [];
    await this.database.transaction(async (tx) => {
      await this.assertBelowLimit(tx, caller, emails.length, perDay);
      // In one order: two requests with the same addresses do not wait for each other.
      for (const email of emails.toSorted((one, other) => (emailKeyOf(one) < emailKeyOf(other) ? -1 : 1))) {
        const invitation = await this.insert(tx, caller, { ...wanted, email, uses: 1 });
        if (!invitation) continue;
        mailIds.push(await this.mails.enqueue(tx, invitation.row, invitation.url));
        made.push(invitation);
      }
    });
    this.mails.dispatch(mailIds);
    const isMade = new Map(made.map((each) => [each.row.email, each]));
    return {
      made: emails.flatMap((email) => isMade.get(email) ?? []),
      alreadyInvited: emails.filter((email) => !isMade.has(email)),
    };
  }

  async makeLink(caller: Caller, wanted: WantedInvitation & { uses: number | null }): Promise<MadeInvitation> {
    const made = await this.database.transaction((tx) =>
      this.insert(tx, caller, { ...wanted, email: null, message: null }),
    );
    if (!made) throw new Error('A link has no address that could have been invited');
    return made;
  }

  /** @throws Problem `invitation_not_found` */
  async renew(caller: Caller, id: string, days: number): Promise<void> {
    const link = this.links.make(days);
    const mailId = await this.database.transaction(async (tx) => {
      const row = await this.invitations.renew(tx, id, link);
      if (!row) throw new Problem('invitation_not_found');
      await this.record(tx, caller, 'invitation_resent', row);
      return this.mails.enqueue(tx, row, link.url);
    });
    this.mails.dispatch([mailId]);
  }

  /** @param invitedBy null for anybody's @throws Problem `invitation_not_found` */
  async revoke(caller: Caller, id: string, invitedBy: string | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const revoked = await this.invitations.revoke(tx, id, invitedBy);
      if (!revoked) throw new Problem('invitation_not_found');
      await this.record(tx, caller, 'invitation_revoked', revoked);
    });
  }

  /** Undefined for an address that has an open invitation. */
  private async insert(
    tx: Tx,
    caller: Caller,
    wanted: WantedInvitation & { email: string | null; message: string | null; uses: number | null },
  ): Promise<MadeInvitation | undefined> {
    const { url, ...link } = this.links.make(wanted.days);
    const { email, role, message, uses: usesLeft } = wanted;
    const emailKey = email === null ? null : emailKeyOf(email);
    const language = requestContext()?.language ?? null;
    const values: NewInvitation = {
      ...link,
      email,
      emailKey,
      role,
      message,
      usesLeft,
      language,
      invitedBy: caller.userId,
    };
    const row = await this.invitations.insert(tx, values, wanted.roomIds);
    if (!row) return undefined;
    await this.record(tx, caller, 'person_invited', row);
    return { row, url };
  }

  private async assertBelowLimit(tx: Tx, { userId }: Caller, wanted: number, perDay: number): Promise<void> {
    const { count, secondsLeft } = await this.invitations.invitedToday(tx, userId);
    const left = Math.max(0, perDay - count);
    if (wanted > left)
      throw new Problem('too_many_requests', `${left} more addresses may be invited today`, undefined, secondsLeft);
  }

  private record(
    tx: Tx,
    { userId }: Caller,
    action: 'person_invited' | 'invitation_resent' | 'invitation_revoked',
    { id, email }: Pick<InvitationEntity, 'id' | 'email'>,
  ): Promise<void> {
    return this.audit.record(action, { actorId: userId, detail: email === null ? { link: id } : { email } }, tx);
  }
}
