import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import { mayBeContacted } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import type { Tx } from '../../common/database/database.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipRestrictions } from './membership-restrictions.ts';
import { MembershipService } from './membership.service.ts';
import { RoomAccess } from '../room-access.ts';
import type { FindMembers, MemberPage } from './members.dto.ts';

/** Earlier than any join: the start of the member list. */
const FIRST_CURSOR_TIME = '1970-01-01T00:00:00Z';

@Injectable()
export class MembersService {
  constructor(
    private readonly access: RoomAccess,
    private readonly members: MembersRepository,
    private readonly membership: MembershipService,
    private readonly restrictions: MembershipRestrictions,
    private readonly users: UsersRepository,
  ) {}

  async list(caller: Caller, roomId: string, { q = '', limit = 50, cursor }: FindMembers): Promise<MemberPage> {
    await this.access.allow(caller, roomId, 'read');
    const keys = cursorKeys(cursor, ['time', 'id'], [FIRST_CURSOR_TIME, '']);
    const rows = await this.members.page(roomId, caller.userId, q, limit, keys);
    return page(rows, limit, (member) => [member.joinedAt, member.user.id]);
  }

  /** Adds people who are not in the room yet. None is added unless all of them may be contacted and added. */
  async invite(caller: Caller, roomId: string, userIds: string[]): Promise<void> {
    const by = await this.access.allow(caller, roomId, 'invite');
    const people = await Promise.all([...new Set(userIds)].map((id) => this.users.byId(id)));
    const invited = people.flatMap((user) => (user && mayBeContacted(user) ? [user] : []));
    if (invited.length < people.length) throw new Problem('user_not_found');
    for (const { id } of invited)
      if (!(await this.members.isIn(roomId, id))) await this.restrictions.assertMayEnter(roomId, id, { by });
    const authorize = (tx: Tx) => this.access.allowLocked(tx, caller, roomId, 'invite');
    for (const { id: userId, role } of invited)
      await this.membership.addInvited(roomId, { userId, role, byId: caller.userId }, authorize);
  }
}
