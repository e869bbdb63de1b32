import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { HookEntity } from './hook.entity.ts';
import { type HookCallRow, hookColumns, type HookViewRow } from './hook.view.ts';

/** Calls of a hook that are shown. */
const MAX_CALLS = 50;

/** Rooms that are deleted have no hooks any more. */
const IN_ROOM = `EXISTS (SELECT FROM rooms r WHERE r.id = h.room_id AND r.deleted_at IS NULL)`;

@Injectable()
export class HooksRepository {
  constructor(private readonly database: Database) {}

  async byId(id: string): Promise<HookEntity | undefined> {
    const hook = await this.database.source.manager
      .createQueryBuilder(HookEntity, 'h')
      .where(`h.id = :id AND ${IN_ROOM}`, { id })
      .getOne();
    return hook ?? undefined;
  }

  /** The hooks of a room, oldest first. */
  ofRoom(roomId: string, tx: Tx = this.database.source.manager): Promise<HookViewRow[]> {
    return tx.query<HookViewRow[]>(
      `SELECT ${hookColumns} FROM hooks h JOIN users b ON b.id = h.bot_id WHERE h.room_id = $1 ORDER BY h.id`,
      [roomId],
    );
  }

  async view(id: string, tx: Tx = this.database.source.manager): Promise<HookViewRow | undefined> {
    const [row] = await tx.query<HookViewRow[]>(
      `SELECT ${hookColumns} FROM hooks h JOIN users b ON b.id = h.bot_id WHERE h.id = $1`,
      [id],
    );
    return row;
  }

  async insert(
    tx: Tx,
    hook: Pick<HookEntity, 'roomId' | 'botId' | 'name' | 'secretHash' | 'createdBy'>,
  ): Promise<string> {
    return (await tx.save(tx.create(HookEntity, hook))).id;
  }

  async update(tx: Tx, id: string, change: Partial<HookEntity>): Promise<void> {
    if (Object.keys(change).length) await tx.update(HookEntity, { id }, change);
  }

  /** The address before works on until its hours are over. */
  async rotate(tx: Tx, id: string, secretHash: Buffer, hours: number): Promise<void> {
    await tx.query(
      `UPDATE hooks SET previous_hash = secret_hash, previous_until = now() + $3 * interval '1 hour', secret_hash = $2
       WHERE id = $1`,
      [id, secretHash, hours],
    );
  }

  /** Whether it was there: of two at the same time one deletes it. */
  async remove(tx: Tx, id: string): Promise<boolean> {
    return (await tx.delete(HookEntity, { id })).affected === 1;
  }

  /** Newest first. */
  calls(hookId: string): Promise<HookCallRow[]> {
    return this.database.query(
      `SELECT created_at AS at, status, word, bytes FROM hook_calls WHERE hook_id = $1 ORDER BY id DESC LIMIT ${MAX_CALLS}`,
      [hookId],
    );
  }

  /** Nothing of a hook that is gone meanwhile. */
  async recordCall(hookId: string, status: number, word: string, bytes: number): Promise<void> {
    await this.database.query(
      `WITH used AS (
         UPDATE hooks SET last_used_at = date_trunc('minute', now()) WHERE id = $1 AND $2 = 200
           AND (last_used_at IS NULL OR last_used_at < date_trunc('minute', now()))
       )
       INSERT INTO hook_calls (hook_id, status, word, bytes) SELECT id, $2, $3, $4 FROM hooks WHERE id = $1`,
      [hookId, status, word, bytes],
    );
  }

  /** Whether a person has such a display name or user name, by their skeletons. */
  async isNameOfPerson(skeleton: string, usernameSkeleton: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM users WHERE kind = 'person' AND deleted_at IS NULL AND (name_skeleton = $1 OR username_skeleton = $2) LIMIT 1`,
      [skeleton, usernameSkeleton],
    );
    return rows.length > 0;
  }
}
