import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { escapeLike } from '../../common/escape-like.ts';
import { foldText } from '../../shared/fold-text.ts';
import { IS_CONVERSATION } from '../../timeline/conversations.view.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import { CONNECTED_ROOM } from '../connected-room.view.ts';
import type { ConnectedRoom } from '../connected-room.dto.ts';
import type { AdministeredBot, FindAdministeredBots } from './integrations-administration.dto.ts';

type Row = Pick<AdministeredBot, 'ownerless' | 'roomCount' | 'tokenCount'> & {
  bot: SummaryRow;
  owner: SummaryRow;
  rooms: ConnectedRoom[] | null;
  disabledAt: Date | null;
  lastUsedAt: Date | null;
};

/** Rooms that are named for a bot. */
const MAX_NAMED_ROOMS = 5;

const TOKENS = `personal_tokens t JOIN sessions s ON s.id = t.session_id WHERE s.user_id = b.id`;
const ROOMS = `room_members m JOIN rooms r ON r.id = m.room_id
  WHERE m.user_id = b.id AND r.deleted_at IS NULL AND NOT ${IS_CONVERSATION}`;
const SHOWN: Record<NonNullable<FindAdministeredBots['show']>, string> = {
  disabled: `b.disabled_at IS NOT NULL`,
  ownerless: `o.disabled_at IS NOT NULL`,
  unused: `NOT EXISTS (SELECT FROM ${TOKENS} AND t.last_used_at > now() - interval '30 days')`,
};

/** The bots of all people; those of hooks are none of them. */
@Injectable()
export class AdministeredBotsRepository {
  constructor(private readonly database: Database) {}

  /** By name. One more than `limit`, if there are so many. */
  async find(
    { q = '', show }: FindAdministeredBots,
    limit: number,
    [name, id]: [string, string],
  ): Promise<AdministeredBot[]> {
    const page = `
      SELECT b.* FROM users b JOIN users o ON o.id = b.bot_owner_id
      WHERE b.kind = 'bot' AND b.deleted_at IS NULL ${show ? `AND ${SHOWN[show]}` : ''}
        AND (folded(b.display_name) LIKE $1 OR folded(b.username) LIKE $1 OR folded(o.display_name) LIKE $1
          OR folded(o.username) LIKE $1 OR EXISTS (SELECT FROM ${ROOMS} AND folded(r.name) LIKE $1))
        AND (lower(b.display_name), b.id::text) > (lower($2), $3)
      ORDER BY lower(b.display_name), b.id::text LIMIT $4`;
    const rows = await this.database.query<Row>(
      `SELECT ${summaryColumns('b')} AS bot, ${summaryColumns('o')} AS owner, b.disabled_at AS "disabledAt",
         o.disabled_at IS NOT NULL AS ownerless,
         (SELECT count(*)::int FROM ${ROOMS}) AS "roomCount",
         (SELECT json_agg(named.room) FROM (
            SELECT ${CONNECTED_ROOM} AS room FROM ${ROOMS} ORDER BY lower(r.name), r.id LIMIT ${MAX_NAMED_ROOMS}) named
         ) AS rooms,
         (SELECT count(*)::int FROM ${TOKENS} AND s.ended_at IS NULL AND s.expires_at > now()) AS "tokenCount",
         (SELECT max(t.last_used_at) FROM ${TOKENS}) AS "lastUsedAt"
       FROM (${page}) b JOIN users o ON o.id = b.bot_owner_id ORDER BY lower(b.display_name), b.id::text`,
      [`%${escapeLike(foldText(q))}%`, name, id, limit + 1],
    );
    return rows.map(view);
  }
}

const view = ({ bot, owner, rooms, disabledAt, lastUsedAt, ...counts }: Row): AdministeredBot => {
  const { id, username, displayName, avatarUrl } = summaryFromRow(bot);
  const person = summaryFromRow(owner);
  return {
    id,
    username,
    displayName,
    avatarUrl,
    bot: true,
    ownerId: person.id,
    disabledAt: disabledAt?.toISOString() ?? null,
    owner: person,
    rooms: rooms ?? [],
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    ...counts,
  };
};
