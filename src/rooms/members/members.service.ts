import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { cursorKeys, page } from '../../common/page.ts';
import { Problem } from '../../common/problem.ts';
import type { FindGroups } from '../../groups/groups.dto.ts';
import { GroupsService } from '../../groups/groups.service.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { mayBeContacted } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import type { Tx } from '../../common/database/database.ts';
import { MembersRepository } from './members.repository.ts';
import { MembershipRestrictions } from './membership-restrictions.ts';
import { MembershipService } from './membership.service.ts';
import { assertEntersItself, RoomAccess } from '../room-access.ts';
import type { FindMembers, InviteMembers, MemberPage, RoomGroupPage } from './members.dto.ts';

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
    private readonly userGroups: GroupsService,
  ) {}

  async list(caller: Caller, roomId: string, { q = '', limit = 50, cursor }: FindMembers): Promise<MemberPage> {
    await this.access.allow(caller, roomId, 'read');
    const keys = cursorKeys(cursor, ['time', 'id'], [FIRST_CURSOR_TIME, '']);
    const rows = await this.members.page(roomId, caller.userId, q, limit, keys);
    return page(rows, limit, (member) => [member.joinedAt, member.user.id]);
  }

  /**
   * Adds people who are not in the room yet. None is added unless all of the named ones may be contacted and added; people
   * of a group who may not are left out.
   */
  async invite(caller: Caller, roomId: string, { userIds = [], groupIds = [] }: InviteMembers): Promise<void> {
    if (!userIds.length && !groupIds.length)
      throw new Problem('invalid_input', undefined, { userIds: ['give people or groups'] });
    const by = await this.access.allow(caller, roomId, 'invite');
    const named = await this.contacts(userIds);
    if (named.length < new Set(userIds).size) throw new Problem('user_not_found');
    if (named.some(({ kind }) => kind === 'bot')) assertEntersItself(caller);
    for (const { id } of named)
      if (!(await this.members.isIn(roomId, id))) await this.restrictions.assertMayEnter(roomId, id, { by });
    const ofGroups = groupIds.length ? await this.contacts(await this.userGroups.peopleOf(caller, groupIds)) : [];
    for (const person of named) await this.add(caller, roomId, person);
    for (const person of ofGroups)
      await this.add(caller, roomId, person).catch((error: unknown) => {
        if (!isKeptOut(error)) throw error;
      });
  }

  /** The groups of the server with how many of their people are in the room. */
  async groups(caller: Caller, roomId: string, query: FindGroups): Promise<RoomGroupPage> {
    await this.access.allow(caller, roomId, 'read');
    const { items, next } = await this.userGroups.list(caller, query);
    const here = await this.members.countOfGroups(
      roomId,
      items.map(({ id }) => id),
    );
    return { items: items.map((group) => ({ group, hereCount: here.get(group.id) ?? 0 })), next };
  }

  private async add(caller: Caller, roomId: string, { id: userId, role, kind }: UserEntity): Promise<void> {
    const authorize = (tx: Tx) => this.access.allowLocked(tx, caller, roomId, 'invite');
    if (kind === 'bot') assertEntersItself(caller);
    const member = { userId, role, byId: caller.userId, ...(kind === 'bot' && { bot: true as const }) };
    await this.membership.addInvited(roomId, member, authorize);
  }

  /** Those of these people who may be added to a room. */
  private async contacts(userIds: string[]): Promise<UserEntity[]> {
    const people = await Promise.all([...new Set(userIds)].map((id) => this.users.byId(id)));
    return people.flatMap((user) => (user && mayBeContacted(user) ? [user] : []));
  }
}

/** What keeps a person of a group out of a room, and not the others. */
const isKeptOut = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'member_left' || error.code === 'banned' || error.code === 'forbidden');
