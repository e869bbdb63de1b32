import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import { mayManagePeople } from '../../shared/admin.policy.ts';
import { summaryOf } from '../../users/user.view.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import { invitationView } from './invitation.view.ts';
import type { FindInvitations, Invitation, InvitationPage, InvitationPreview } from './invitations.dto.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Shows invitations: to administrators, and to who follows a link. */
@Injectable()
export class InvitationQueryService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly users: UsersRepository,
    private readonly settings: ServerSettings,
  ) {}

  async list(caller: Caller, { state, limit = 50, cursor }: FindInvitations): Promise<InvitationPage> {
    if (!mayManagePeople(caller.role)) throw new Problem('forbidden');
    const before = cursorKeys(cursor, ['id'], ['ffffffff-ffff-ffff-ffff-ffffffffffff']);
    const rows = page(await this.invitations.find(state, limit, before), limit, ({ id }) => [id]);
    return { items: await this.views(rows.items), next: rows.next };
  }

  /** The same answer for every link that does not count. @throws Problem `invitation_not_valid` */
  async preview(token: string): Promise<InvitationPreview> {
    const row = await this.valid(token);
    const inviter = await this.users.byId(row.invitedBy);
    if (!inviter) throw new Problem('invitation_not_valid');
    const { displayName, avatarUrl } = summaryOf(inviter);
    return {
      serverName: this.settings.values.serverName,
      invitedBy: { displayName, avatarUrl },
      email: row.email,
      expiresAt: row.expiresAt.toISOString(),
    };
  }

  /** @throws Problem `invitation_not_valid` */
  async valid(token: string): Promise<InvitationEntity> {
    const row = await this.invitations.byToken(sha256(token));
    if (!row) throw new Problem('invitation_not_valid');
    return row;
  }

  async views(rows: InvitationEntity[]): Promise<Invitation[]> {
    const ids = rows.flatMap(({ invitedBy, acceptedBy }) => [invitedBy, acceptedBy]).filter((id) => id !== null);
    const people = await this.users.byIds([...new Set(ids)]);
    const summaries = new Map(people.map((user) => [user.id, summaryOf(user)]));
    return rows.map((row) => invitationView(row, summaries));
  }
}
