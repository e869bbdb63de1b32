import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { CommandRunEntity } from './command-run.entity.ts';

/** A command that was run, as far as an answer needs it. */
export type CommandRun = Pick<CommandRunEntity, 'id' | 'commandId' | 'roomId' | 'userId' | 'clientId' | 'replyToId'>;

@Injectable()
export class CommandRunsRepository {
  constructor(private readonly database: Database) {}

  /** Undefined when the person has run something by this clientId before. */
  async begin(
    run: Omit<CommandRun, 'id'> & Pick<CommandRunEntity, 'secretHash'>,
    minutes: number,
  ): Promise<CommandRun | undefined> {
    const { commandId, roomId, userId, clientId, replyToId, secretHash } = run;
    const [row] = await this.database.query<{ id: string }>(
      `INSERT INTO command_runs (command_id, room_id, user_id, client_id, reply_to_id, secret_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 minute') ON CONFLICT DO NOTHING RETURNING id`,
      [commandId, roomId, userId, clientId, replyToId, secretHash, minutes],
    );
    return row && { id: row.id, commandId, roomId, userId, clientId, replyToId };
  }

  async secretHashOf(id: string): Promise<Buffer | undefined> {
    const rows = await this.database.query<{ secretHash: Buffer }>(
      `SELECT secret_hash AS "secretHash" FROM command_runs WHERE id = $1`,
      [id],
    );
    return rows[0]?.secretHash;
  }

  /** Counts another answer. Undefined when none is left, or it is too late. */
  async takeAnswer(id: string, max: number): Promise<CommandRun | undefined> {
    const rows = await this.database.query<CommandRun>(
      `WITH taken AS (
         UPDATE command_runs SET answers = answers + 1 WHERE id = $1 AND answers < $2 AND expires_at > now() RETURNING *
       )
       SELECT id, command_id AS "commandId", room_id AS "roomId", user_id AS "userId", client_id AS "clientId",
         reply_to_id AS "replyToId" FROM taken`,
      [id, max],
    );
    return rows[0];
  }
}
