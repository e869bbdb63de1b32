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
import { type Admission, assertEntersItself, RoomAccess } from '../room-access.ts';
import { limits } from '../../shared/limits.ts';
import type { FindMembers, InviteMembers, MemberPage, RoomGroupPage } from './members.dto.ts';

/** Earlier than any join: the start of the member list. */
const FIRST_CURSOR_TIME = '1970-01-01T00:00:00Z';

/** What is the same for all people of a request. */
interface Adding {
  caller: Caller;
  roomId: string;
  /** They see nothing of what was written before. */
  fromNowOn: boolean;
}

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
   * Adds people who are not in the room yet. None is added unless all of the named ones may be contacted and added, and all
   * fit; people of a group who may not are left out.
   */
  async invite(caller: Caller, roomId: string, asked: InviteMembers): Promise<void> {
    const { userIds = [], groupIds = [], history } = asked;
    if (!userIds.length && !groupIds.length)
      throw new Problem('invalid_input', undefined, { userIds: ['give people or groups'] });
    const by = await this.access.allow(caller, roomId, 'invite');
    if (history === 'now' && by.kind !== 'group')
      throw new Problem('invalid_input', undefined, {
        history: ['must be all: only group conversations hide what was before'],
      });
    const named = await this.contacts(userIds, by);
    if (named.length < new Set(userIds).size) throw new Problem('user_not_found');
    if (named.some(({ kind }) => kind === 'bot')) assertEntersItself(caller);
    for (const { id } of named)
      if (!(await this.members.isIn(roomId, id))) await this.restrictions.assertMayEnter(roomId, id, { by });
    const ofGroups = groupIds.length ? await this.contacts(await this.userGroups.peopleOf(caller, groupIds), by) : [];
    await this.assertFit(by, [...named, ...ofGroups]);
    const adding = { caller, roomId, fromNowOn: by.kind === 'group' && history !== 'all' };
    for (const person of named) await this.add(adding, person);
    for (const person of ofGroups)
      await this.add(adding, person).catch((error: unknown) => {
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

  private async add({ caller, roomId, fromNowOn }: Adding, { id: userId, role, kind }: UserEntity): Promise<void> {
    const authorize = (tx: Tx) => this.access.allowLocked(tx, caller, roomId, 'invite');
    if (kind === 'bot') assertEntersItself(caller);
    const member = { userId, role, byId: caller.userId, fromNowOn, ...(kind === 'bot' && { bot: true as const }) };
    await this.membership.addInvited(roomId, member, authorize);
  }

  /** Those of these people who may be added to a room; what is written to a group conversation, no bot reads. */
  private async contacts(userIds: string[], { kind }: Admission): Promise<UserEntity[]> {
    const people = await Promise.all([...new Set(userIds)].map((id) => this.users.byId(id)));
    return people.flatMap((user) =>
      user && mayBeContacted(user) && (kind !== 'group' || user.kind === 'person') ? [user] : [],
    );
  }

  /** @throws Problem `conversation_full` */
  private async assertFit({ roomId, kind }: Admission, people: UserEntity[]): Promise<void> {
    if (kind !== 'group') return;
    const ids = await this.members.idsOf(roomId);
    if (new Set([...ids, ...people.map(({ id }) => id)]).size > limits.groupConversationMax)
      throw new Problem('conversation_full');
  }
}

/** What keeps a person of a group out of a room, and not the others. */
const isKeptOut = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'member_left' || error.code === 'banned' || error.code === 'forbidden');
