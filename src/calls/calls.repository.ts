import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../common/database/database.ts';
import type { CallEntity } from './call.entity.ts';

/** A call that lets people in. */
export type OpenCall = Pick<CallEntity, 'id' | 'roomId' | 'startedBy' | 'startedAt' | 'rangAt' | 'endsAt'>;

const COLUMNS = `id, room_id AS "roomId", started_by AS "startedBy", started_at AS "startedAt", rang_at AS "rangAt",
  ends_at AS "endsAt"`;

/** Calls of rooms. A room's are changed under the lock of its head. */
@Injectable()
export class CallsRepository {
  constructor(private readonly database: Database) {}

  async open(roomId: string, now: Date, tx?: Tx): Promise<OpenCall | undefined> {
    const sql = `SELECT ${COLUMNS} FROM calls WHERE room_id = $1 AND ended_at IS NULL AND ends_at > $2`;
    const values = [roomId, now];
    const calls = await (tx ? tx.query<OpenCall[]>(sql, values) : this.database.query<OpenCall>(sql, values));
    return calls[0];
  }

  /** The one before it has ended. */
  async start(tx: Tx, call: Pick<CallEntity, 'roomId' | 'startedBy' | 'startedAt' | 'endsAt'>): Promise<OpenCall> {
    const { roomId, startedBy, startedAt, endsAt } = call;
    await tx.query(`UPDATE calls SET ended_at = ends_at WHERE room_id = $1 AND ended_at IS NULL`, [roomId]);
    const [started] = await tx.query<OpenCall[]>(
      `INSERT INTO calls (room_id, started_by, started_at, rang_at, ends_at) VALUES ($1, $2, $3, $3, $4) RETURNING ${COLUMNS}`,
      [roomId, startedBy, startedAt, endsAt],
    );
    if (!started) throw new Error('A call that was written was not returned');
    return started;
  }

  async markRung(tx: Tx, id: string, rangAt: Date, endsAt: Date): Promise<void> {
    await tx.query(`UPDATE calls SET rang_at = $2, ends_at = $3 WHERE id = $1`, [id, rangAt, endsAt]);
  }

  /** The calls that a person has started, the oldest first, for their data export. */
  ofUser(userId: string): Promise<Pick<CallEntity, 'roomId' | 'startedAt'>[]> {
    return this.database.query(
      `SELECT room_id AS "roomId", started_at AS "startedAt" FROM calls WHERE started_by = $1 ORDER BY started_at`,
      [userId],
    );
  }
}
