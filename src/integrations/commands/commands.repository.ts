import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { CommandEntity } from './command.entity.ts';
import { commandColumns, type CommandViewRow } from './command.view.ts';

const FROM = `FROM commands c JOIN users b ON b.id = c.bot_id`;
/** That a command `c` can be run in the room `$1`: people have put its bot there, and it is kept to no other room. */
const IN_ROOM = `c.disabled_at IS NULL AND b.disabled_at IS NULL AND (c.room_ids IS NULL OR $1::uuid = ANY (c.room_ids))
  AND EXISTS (SELECT FROM room_members m WHERE m.room_id = $1 AND m.user_id = c.bot_id)`;

@Injectable()
export class CommandsRepository {
  constructor(private readonly database: Database) {}

  async byId(id: string): Promise<CommandEntity | undefined> {
    return (await this.database.source.manager.findOneBy(CommandEntity, { id })) ?? undefined;
  }

  async view(id: string): Promise<CommandViewRow | undefined> {
    const rows = await this.database.query<CommandViewRow>(`SELECT ${commandColumns} ${FROM} WHERE c.id = $1`, [id]);
    return rows[0];
  }

  /** What can be run in a room, by name. */
  inRoom(roomId: string): Promise<CommandViewRow[]> {
    return this.database.query(`SELECT ${commandColumns} ${FROM} WHERE ${IN_ROOM} ORDER BY c.name`, [roomId]);
  }

  /** The one that can be run in a room by this name. */
  async runnable(roomId: string, nameKey: string): Promise<CommandEntity | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      `SELECT c.id ${FROM} WHERE ${IN_ROOM} AND c.name_key = $2`,
      [roomId, nameKey],
    );
    return row && this.byId(row.id);
  }

  async roomName(roomId: string): Promise<string> {
    const rows = await this.database.query<{ name: string }>(`SELECT name FROM rooms WHERE id = $1`, [roomId]);
    return rows[0]?.name ?? '';
  }

  /** By name; those that a person has made, or all. */
  managed(createdBy: string | undefined): Promise<CommandViewRow[]> {
    return this.database.query(
      `SELECT ${commandColumns} ${FROM} WHERE $1::uuid IS NULL OR c.created_by = $1 ORDER BY c.name`,
      [createdBy ?? null],
    );
  }

  /** By name; those that are kept to a room. */
  keptTo(roomId: string): Promise<CommandViewRow[]> {
    return this.database.query(`SELECT ${commandColumns} ${FROM} WHERE $1::uuid = ANY (c.room_ids) ORDER BY c.name`, [
      roomId,
    ]);
  }

  async count(tx: Tx): Promise<number> {
    return tx.count(CommandEntity);
  }

  async insert(tx: Tx, command: Omit<CommandEntity, 'disabledAt' | 'createdAt'>): Promise<void> {
    await tx.insert(CommandEntity, command);
  }

  async update(tx: Tx, id: string, change: Partial<CommandEntity>): Promise<void> {
    if (Object.keys(change).length) await tx.update(CommandEntity, { id }, change);
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.delete(CommandEntity, { id });
  }

  /** Whether a bot is of this command alone: it has no owner. */
  async isOwnBot(botId: string): Promise<boolean> {
    const rows = await this.database.query(`SELECT FROM users WHERE id = $1 AND bot_owner_id IS NULL`, [botId]);
    return rows.length > 0;
  }
}
