import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { IS_CONVERSATION } from '../../timeline/conversations.view.ts';
import { UserEntity } from '../../users/user.entity.ts';
import type { ConnectedRoom } from '../connected-room.dto.ts';
import { CONNECTED_ROOM } from '../connected-room.view.ts';
import type { OwnedBot } from './bot.view.ts';

/** Rooms of a bot that are listed. */
const MAX_ROOMS = 200;

/** Bots that somebody answers for; those of hooks are none of them. */
@Injectable()
export class BotsRepository {
  constructor(private readonly database: Database) {}

  async byId(id: string): Promise<OwnedBot | undefined> {
    return owned(await this.database.source.manager.findOneBy(UserEntity, { id }));
  }

  /** Locks the row until the transaction ends. */
  async lockById(tx: Tx, id: string): Promise<OwnedBot | undefined> {
    return owned(await tx.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } }));
  }

  /** Oldest first; those of everybody without an owner. One more than `limit`, if there are so many. */
  async list(ownerId: string | undefined, limit: number, [after]: [string]): Promise<OwnedBot[]> {
    const query = this.database.source.manager
      .createQueryBuilder(UserEntity, 'u')
      .where(`u.kind = 'bot' AND u.bot_owner_id IS NOT NULL AND u.deleted_at IS NULL AND u.id::text > :after`, {
        after,
      });
    if (ownerId !== undefined) query.andWhere('u.bot_owner_id = :ownerId', { ownerId });
    const bots = await query
      .orderBy('u.id')
      .limit(limit + 1)
      .getMany();
    return bots.filter(isOwned);
  }

  async count(tx: Tx, ownerId: string): Promise<number> {
    return tx.countBy(UserEntity, { botOwnerId: ownerId });
  }

  async update(tx: Tx, id: string, change: Pick<Partial<UserEntity>, 'disabledAt' | 'botOwnerId'>): Promise<void> {
    await tx.update(UserEntity, { id }, change);
  }

  /** The rooms that the bot is in, by name. */
  async rooms(botId: string): Promise<ConnectedRoom[]> {
    const rows = await this.database.query<{ room: ConnectedRoom }>(
      `SELECT ${CONNECTED_ROOM} AS room FROM room_members m JOIN rooms r ON r.id = m.room_id
       WHERE m.user_id = $1 AND r.deleted_at IS NULL AND NOT ${IS_CONVERSATION}
       ORDER BY lower(r.name), r.id LIMIT ${MAX_ROOMS}`,
      [botId],
    );
    return rows.map(({ room }) => room);
  }

  /** The private rooms that the bot is in and this person is not. */
  async privateRoomsWithout(botId: string, personId: string): Promise<string[]> {
    const rows = await this.database.query<{ roomId: string }>(
      `SELECT m.room_id AS "roomId" FROM room_members m JOIN rooms r ON r.id = m.room_id
       WHERE m.user_id = $1 AND r.kind = 'private'
         AND NOT EXISTS (SELECT FROM room_members o WHERE o.room_id = m.room_id AND o.user_id = $2)`,
      [botId, personId],
    );
    return rows.map(({ roomId }) => roomId);
  }
}

const isOwned = (user: UserEntity): user is OwnedBot =>
  user.kind === 'bot' && user.botOwnerId !== null && user.deletedAt === null;

const owned = (user: UserEntity | null): OwnedBot | undefined => (user && isOwned(user) ? user : undefined);
