import { Injectable } from '@nestjs/common';
import { Database, returning } from '../common/database/database.ts';
import { escapeLike } from '../common/escape-like.ts';
import { foldText } from '../shared/fold-text.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import type { UserSummary } from '../users/users.dto.ts';
import { GroupEntity } from './group.entity.ts';
import type { Group } from './groups.dto.ts';

/** The columns of a `Group`, from `user_groups g`. */
const GROUP = `g.id, g.handle, g.name, g.description, g.mention_by AS "mentionBy", g.created_at AS "createdAt",
  (SELECT count(*)::integer FROM user_group_members m WHERE m.group_id = g.id) AS "memberCount"`;

type GroupRow = Omit<Group, 'createdAt'> & { createdAt: Date };

const groupOf = (row: GroupRow): Group => ({ ...row, createdAt: row.createdAt.toISOString() });

@Injectable()
export class GroupsRepository {
  constructor(private readonly database: Database) {}

  /** By handle, those whose handle or name contains `q`. */
  async page(q: string, limit: number, [after]: [string]): Promise<Group[]> {
    const rows = await this.database.query<GroupRow>(
      `SELECT ${GROUP} FROM user_groups g
       WHERE g.handle_key > $1 AND (g.handle_key LIKE $2 OR folded(g.name) LIKE $2) ORDER BY g.handle_key LIMIT $3`,
      [after, `%${escapeLike(foldText(q))}%`, limit + 1],
    );
    return rows.map(groupOf);
  }

  async byId(id: string): Promise<Group | undefined> {
    const [row] = await this.database.query<GroupRow>(`SELECT ${GROUP} FROM user_groups g WHERE g.id = $1`, [id]);
    return row && groupOf(row);
  }

  /** @throws QueryFailedError when another group has this handle, or one that looks like it */
  async insert(group: Partial<GroupEntity>): Promise<string> {
    const created = await this.database.source.manager.insert(GroupEntity, group);
    return (created.identifiers[0] as { id: string }).id;
  }

  /** @throws QueryFailedError as `insert` */
  async update(id: string, changes: Partial<GroupEntity>): Promise<void> {
    if (Object.keys(changes).length) await this.database.source.manager.update(GroupEntity, { id }, changes);
  }

  async remove(id: string): Promise<boolean> {
    return Boolean((await this.database.source.manager.delete(GroupEntity, { id })).affected);
  }

  /** In the order of joining. */
  async members(groupId: string, limit: number, after: [string, string]): Promise<{ user: UserSummary; at: string }[]> {
    const rows = await this.database.query<{ user: SummaryRow; at: Date }>(
      `SELECT ${summaryColumns('u')} AS user, date_trunc('milliseconds', m.created_at) AS at
       FROM user_group_members m JOIN users u ON u.id = m.user_id
       WHERE m.group_id = $1 AND (date_trunc('milliseconds', m.created_at), m.user_id::text) > ($2::timestamptz, $3)
       ORDER BY 2, m.user_id LIMIT $4`,
      [groupId, ...after, limit + 1],
    );
    return rows.map(({ user, at }) => ({ user: summaryFromRow(user), at: at.toISOString() }));
  }

  /** The people of these groups, each once. */
  async memberIds(groupIds: string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT DISTINCT user_id AS id FROM user_group_members WHERE group_id = ANY($1) ORDER BY 1`,
      [groupIds],
    );
    return rows.map(({ id }) => id);
  }

  async count(ids: string[]): Promise<number> {
    const rows = await this.database.query(`SELECT FROM user_groups WHERE id = ANY($1)`, [ids]);
    return rows.length;
  }

  /** A repeat changes nothing. @returns false when the group has as many people as fit; two at once may add one more */
  async addMember(groupId: string, userId: string, most: number): Promise<boolean> {
    const rows = await returning(
      this.database.source.manager,
      `INSERT INTO user_group_members AS m (group_id, user_id)
       SELECT $1, $2 WHERE (SELECT count(*) FROM user_group_members WHERE group_id = $1 AND user_id <> $2) < $3
       ON CONFLICT (group_id, user_id) DO UPDATE SET created_at = m.created_at RETURNING group_id`,
      [groupId, userId, most],
    );
    return rows.length > 0;
  }

  async removeMember(groupId: string, userId: string): Promise<void> {
    await this.database.query(`DELETE FROM user_group_members WHERE group_id = $1 AND user_id = $2`, [groupId, userId]);
  }

  /** Of a person whose account ends. */
  async removeFromAll(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM user_group_members WHERE user_id = $1`, [userId]);
  }

  async removeDeleted(): Promise<void> {
    await this.database.query(
      `DELETE FROM user_group_members m USING users u WHERE u.id = m.user_id AND u.deleted_at IS NOT NULL`,
    );
  }

  /** For the export of a person's data. */
  async ofUser(userId: string): Promise<{ handle: string; name: string; since: Date }[]> {
    return this.database.query(
      `SELECT g.handle, g.name, m.created_at AS since FROM user_group_members m
       JOIN user_groups g ON g.id = m.group_id WHERE m.user_id = $1 ORDER BY g.handle_key`,
      [userId],
    );
  }
}
