import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import { summaryOf } from '../../users/user.view.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { InvitationAcceptancesRepository } from './invitation-acceptances.repository.ts';
import { ownOrAll } from './invitation-access.ts';
import type { InvitationEntity } from './invitation.entity.ts';
import { invitationView } from './invitation.view.ts';
import type { FindInvitations, Invitation, InvitationPage, InvitationPreview } from './invitations.dto.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Shows invitations: to those who invite, to administrators, and to who follows a link. */
@Injectable()
export class InvitationQueryService {
  constructor(
    private readonly invitations: InvitationsRepository,
    private readonly acceptances: InvitationAcceptancesRepository,
    private readonly users: UsersRepository,
    private readonly settings: ServerSettings,
  ) {}

  /** @throws Problem `forbidden` for guests */
  async list(caller: Caller, { state, limit = 50, cursor }: FindInvitations): Promise<InvitationPage> {
    const before = cursorKeys(cursor, ['id'], ['ffffffff-ffff-ffff-ffff-ffffffffffff']);
    const found = await this.invitations.find({ invitedBy: ownOrAll(caller), state }, limit, before);
    const rows = page(found, limit, ({ id }) => [id]);
    return { items: await this.views(rows.items), next: rows.next };
  }

  /** The same answer for every link that does not count. @throws Problem `invitation_not_valid` */
  async preview(token: string): Promise<InvitationPreview> {
    const row = await this.acceptances.byToken(sha256(token));
    const inviter = row && (await this.users.byId(row.invitedBy));
    if (!inviter) throw new Problem('invitation_not_valid');
    const { displayName, avatarUrl } = summaryOf(inviter);
    return {
      serverName: this.settings.values.serverName,
      invitedBy: { displayName, avatarUrl },
      rooms: (await this.invitations.roomsOf([row.id])).map(({ name }) => ({ name })),
      role: row.role,
      email: row.email,
      expiresAt: row.expiresAt.toISOString(),
    };
  }

  async views(rows: InvitationEntity[]): Promise<Invitation[]> {
    const ids = rows.map(({ id }) => id);
    const rooms = Map.groupBy(await this.invitations.roomsOf(ids), ({ invitationId }) => invitationId);
    const came = await this.invitations.acceptancesOf(ids);
    const userIds = new Set([...rows.map(({ invitedBy }) => invitedBy), ...came.map(({ userId }) => userId)]);
    const people = new Map((await this.users.byIds([...userIds])).map((user) => [user.id, summaryOf(user)]));
    const acceptances = Map.groupBy(came, ({ invitationId }) => invitationId);
    return rows.map((row) =>
      invitationView(row, {
        rooms: (rooms.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
        invitedBy: people.get(row.invitedBy) ?? null,
        acceptedBy: (acceptances.get(row.id) ?? []).flatMap(({ userId }) => people.get(userId) ?? []),
      }),
    );
  }
}
