import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { UsernameAvailability } from '../auth/registration/username-availability.ts';
import type { Caller } from '../common/caller.ts';
import { Database } from '../common/database/database.ts';
import { isRepeatedKey } from '../common/database/repeated-key.ts';
import { cursorKeys, page, type PageQuery } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { mayManageGroups, maySeeGroups } from '../shared/groups.policy.ts';
import { limits } from '../shared/limits.ts';
import { trimText } from '../shared/visible-text.ts';
import { usernameKeys } from '../users/username.ts';
import { mayBeContacted } from '../users/users.policy.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { GroupEntity } from './group.entity.ts';
import type { CreateGroup, FindGroups, Group, GroupMemberPage, GroupPage, UpdateGroup } from './groups.dto.ts';
import { GroupsRepository } from './groups.repository.ts';

const FIRST_TIME = '1970-01-01T00:00:00.000Z';

/** Groups of people, which moderators and administrators of the server make. A handle shares the name space of user names. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly database: Database,
    private readonly groups: GroupsRepository,
    private readonly names: UsernameAvailability,
    private readonly users: UsersRepository,
    private readonly audit: AuditService,
  ) {}

  async list({ role }: Caller, { q = '', limit = 50, cursor }: FindGroups): Promise<GroupPage> {
    assertMaySee(role);
    const rows = await this.groups.page(trimText(q).replace(/^@/, ''), limit, cursorKeys(cursor, ['text'], ['']));
    return page(rows, limit, ({ handle }) => [handle.toLowerCase()]);
  }

  async show({ role }: Caller, id: string): Promise<Group> {
    assertMaySee(role);
    return this.find(id);
  }

  async members({ role }: Caller, id: string, { limit = 50, cursor }: PageQuery): Promise<GroupMemberPage> {
    assertMaySee(role);
    await this.find(id);
    const rows = await this.groups.members(id, limit, cursorKeys(cursor, ['time', 'text'], [FIRST_TIME, '']));
    const { items, next } = page(rows, limit, ({ user, at }) => [at, user.id]);
    return { items: items.map(({ user }) => user), next };
  }

  /** @throws Problem `username_taken` naming the handle */
  async create({ userId, role }: Caller, { handle, name, description = '', mentionBy }: CreateGroup): Promise<Group> {
    assertMayManage(role);
    await this.assertFree(handle);
    const texts = { name: trimText(name), description: trimText(description) };
    const group = { ...handleColumns(handle), ...texts, ...(mentionBy && { mentionBy }) };
    const id = await this.database
      .transaction(async (tx) => {
        const created = await this.groups.insert(group, tx);
        await this.audit.record('group_made', { actorId: userId, detail: { groupId: created, handle } }, tx);
        return created;
      })
      .catch(rethrowHandleTaken);
    return this.find(id);
  }

  /** @throws Problem `group_not_found`, `username_taken` */
  async update({ userId, role }: Caller, id: string, changes: UpdateGroup): Promise<Group> {
    assertMayManage(role);
    const { handle, name, description, mentionBy } = changes;
    const before = await this.find(id);
    const renamed = handle !== undefined && handle.toLowerCase() !== before.handle.toLowerCase();
    if (renamed) await this.assertFree(handle);
    const columns = {
      ...(handle !== undefined && handleColumns(handle)),
      ...(name !== undefined && { name: trimText(name) }),
      ...(description !== undefined && { description: trimText(description) }),
      ...(mentionBy && { mentionBy }),
    };
    if (Object.keys(columns).length === 0) return before;
    const detail = { groupId: id, handle: before.handle, ...(handle !== undefined && { to: handle }) };
    await this.database
      .transaction(async (tx) => {
        await this.groups.update(id, columns, tx);
        await this.audit.record('group_changed', { actorId: userId, detail }, tx);
      })
      .catch(rethrowHandleTaken);
    return this.find(id);
  }

  /** @throws Problem `group_not_found` */
  async remove({ userId, role }: Caller, id: string): Promise<void> {
    assertMayManage(role);
    const { handle } = await this.find(id);
    await this.database.transaction(async (tx) => {
      if (!(await this.groups.remove(id, tx))) throw new Problem('group_not_found');
      await this.audit.record('group_deleted', { actorId: userId, detail: { groupId: id, handle } }, tx);
    });
  }

  /** @throws Problem `group_not_found`, `user_not_found` for guests too, `group_full` */
  async addMember({ userId: actorId, role }: Caller, id: string, userId: string): Promise<void> {
    assertMayManage(role);
    const { handle } = await this.find(id);
    const user = await this.users.byId(userId);
    if (!user || !mayBeContacted(user)) throw new Problem('user_not_found');
    await this.database.transaction(async (tx) => {
      const addition = await this.groups.addMember(id, userId, limits.groupMembers, tx);
      if (addition === 'missing') throw new Problem('group_not_found');
      if (addition === 'full') throw new Problem('group_full');
      const record = { actorId, targetId: userId, detail: { groupId: id, handle } };
      if (addition === 'added') await this.audit.record('group_member_added', record, tx);
    });
  }

  /** A repeat changes nothing. */
  async removeMember({ userId: actorId, role }: Caller, id: string, userId: string): Promise<void> {
    assertMayManage(role);
    const { handle } = await this.find(id);
    await this.database.transaction(async (tx) => {
      const record = { actorId, targetId: userId, detail: { groupId: id, handle } };
      if (await this.groups.removeMember(id, userId, tx)) await this.audit.record('group_member_removed', record, tx);
    });
  }

  /**
   * The people who are in these groups now.
   * @throws Problem `forbidden` for guests, `group_not_found`
   */
  async peopleOf({ role }: Caller, ids: string[]): Promise<string[]> {
    assertMaySee(role);
    const asked = [...new Set(ids.map((id) => id.toLowerCase()))];
    if ((await this.groups.count(asked)) < asked.length) throw new Problem('group_not_found');
    return this.groups.memberIds(asked);
  }

  private async find(id: string): Promise<Group> {
    const group = await this.groups.byId(id);
    if (!group) throw new Problem('group_not_found');
    return group;
  }

  private async assertFree(handle: string): Promise<void> {
    await this.names.assertAvailable(handle).catch((error: unknown) => {
      throw error instanceof Problem ? handleTaken() : error;
    });
  }
}

const handleColumns = (handle: string): Partial<GroupEntity> => {
  const { usernameKey: handleKey, usernameSkeleton: handleSkeleton } = usernameKeys(handle);
  return { handle, handleKey, handleSkeleton };
};

const handleTaken = () => new Problem('username_taken', undefined, { handle: ['is taken'] });

/** Of two concurrent requests the first gets the handle. */
function rethrowHandleTaken(error: unknown): never {
  throw isRepeatedKey(error) ? handleTaken() : error;
}

function assertMaySee(role: Caller['role']): void {
  if (!maySeeGroups(role)) throw new Problem('forbidden');
}

function assertMayManage(role: Caller['role']): void {
  if (!mayManageGroups(role)) throw new Problem('forbidden');
}
