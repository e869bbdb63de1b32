import { Injectable } from '@nestjs/common';
import { Database, returning, type Tx } from '../common/database/database.ts';
import { escapeLike } from '../common/escape-like.ts';
import { foldText } from '../shared/fold-text.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import type { UserSummary } from '../users/users.dto.ts';
import { GroupEntity } from './group.entity.ts';
import type { Group } from './groups.dto.ts';

/** The columns of a `Group`, from `user_groups g`. */
const GROUP = `g.id, g.handle, g.name, g.description, g.mention_by AS "mentionBy", g.created_at AS "createdAt",
  (SELECT count(*)::integer FROM user_group_members m WHERE m.group_id = g.id) AS "memberCount"`;

export type Addition = 'added' | 'repeated' | 'full' | 'missing';

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

  /** @throws QueryFailedError when another group or a person has this handle, or one that looks like it */
  async insert(group: Partial<GroupEntity>, tx: Tx): Promise<string> {
    const created = await tx.insert(GroupEntity, group);
    return (created.identifiers[0] as { id: string }).id;
  }

  /** @throws QueryFailedError as `insert` */
  async update(id: string, changes: Partial<GroupEntity>, tx: Tx): Promise<void> {
    await tx.update(GroupEntity, { id }, changes);
  }

  async remove(id: string, tx: Tx): Promise<boolean> {
    return Boolean((await tx.delete(GroupEntity, { id })).affected);
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

  /**
   * A repeat changes nothing; the group is locked, so that of two at once the last place goes to one.
   * @returns `full` when the group has as many people as fit, `missing` when it was deleted meanwhile
   */
  async addMember(groupId: string, userId: string, most: number, tx: Tx): Promise<Addition> {
    const locked = await tx.query<unknown[]>(`SELECT id FROM user_groups WHERE id = $1 FOR UPDATE`, [groupId]);
    if (locked.length === 0) return 'missing';
    const [group] = await tx.query<[{ members: number; isIn: boolean | null }]>(
      `SELECT count(*)::integer AS members, bool_or(user_id = $2) AS "isIn" FROM user_group_members WHERE group_id = $1`,
      [groupId, userId],
    );
    if (group.isIn) return 'repeated';
    if (group.members >= most) return 'full';
    await tx.query(`INSERT INTO user_group_members (group_id, user_id) VALUES ($1, $2)`, [groupId, userId]);
    return 'added';
  }

  /** @returns false when the person was not in it */
  async removeMember(groupId: string, userId: string, tx: Tx): Promise<boolean> {
    const rows = await returning(
      tx,
      `DELETE FROM user_group_members WHERE group_id = $1 AND user_id = $2 RETURNING user_id`,
      [groupId, userId],
    );
    return rows.length > 0;
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
