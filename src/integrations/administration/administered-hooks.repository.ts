import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { escapeLike } from '../../common/escape-like.ts';
import { foldText } from '../../shared/fold-text.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../../users/user.view.ts';
import { CONNECTED_ROOM } from '../connected-room.view.ts';
import { type HookCallRow, hookCallView, hookColumns, hookView, type HookViewRow } from '../hooks/hook.view.ts';
import type { AdministeredHook, FindAdministeredHooks } from './integrations-administration.dto.ts';

type Row = HookViewRow &
  Pick<AdministeredHook, 'room' | 'calls' | 'failures'> & {
    owner: SummaryRow | null;
    lastCall: (Omit<HookCallRow, 'at'> & { at: string }) | null;
  };

/** Calls that are counted: as many as are shown of a hook. */
const MAX_COUNTED_CALLS = 50;

const NEWEST_STATUS = `(SELECT c.status FROM hook_calls c WHERE c.hook_id = h.id ORDER BY c.id DESC LIMIT 1)`;
const SHOWN: Record<NonNullable<FindAdministeredHooks['show']>, string> = {
  disabled: `h.disabled_at IS NOT NULL`,
  failing: `${NEWEST_STATUS} >= 400`,
  unused: `(h.last_used_at IS NULL OR h.last_used_at < now() - interval '30 days')`,
};

/** Hooks of rooms that are not deleted, with what is needed to choose among them. */
const HOOKS = `SELECT h.* FROM hooks h JOIN rooms r ON r.id = h.room_id LEFT JOIN users p ON p.id = h.created_by
  WHERE r.deleted_at IS NULL`;

/** The calls are counted for the hooks of a page only. @param page such hooks */
const withCalls = (page: string) => `
  SELECT ${hookColumns}, ${CONNECTED_ROOM} AS room, ${summaryColumns('p')} AS owner, recent.calls, recent.failures,
    recent."lastCall"
  FROM (${page}) h JOIN users b ON b.id = h.bot_id JOIN rooms r ON r.id = h.room_id LEFT JOIN users p ON p.id = h.created_by
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS calls, (count(*) FILTER (WHERE c.status >= 400))::int AS failures,
      (array_agg(json_build_object('at', c.created_at, 'status', c.status, 'word', c.word, 'bytes', c.bytes)
        ORDER BY c.id DESC))[1] AS "lastCall"
    FROM (SELECT * FROM hook_calls WHERE hook_id = h.id ORDER BY id DESC LIMIT ${MAX_COUNTED_CALLS}) c
  ) recent`;

/** The hooks of all rooms. */
@Injectable()
export class AdministeredHooksRepository {
  constructor(private readonly database: Database) {}

  /** By name. One more than `limit`, if there are so many. */
  async find(
    { q = '', show }: FindAdministeredHooks,
    limit: number,
    [name, id]: [string, string],
  ): Promise<AdministeredHook[]> {
    const page = `${HOOKS} ${show ? `AND ${SHOWN[show]}` : ''}
      AND (folded(h.name) LIKE $1 OR folded(r.name) LIKE $1 OR folded(p.display_name) LIKE $1 OR folded(p.username) LIKE $1)
      AND (lower(h.name), h.id::text) > (lower($2), $3) ORDER BY lower(h.name), h.id::text LIMIT $4`;
    const rows = await this.database.query<Row>(`${withCalls(page)} ORDER BY lower(h.name), h.id::text`, [
      `%${escapeLike(foldText(q))}%`,
      name,
      id,
      limit + 1,
    ]);
    return rows.map(view);
  }

  async one(id: string): Promise<AdministeredHook | undefined> {
    const [row] = await this.database.query<Row>(withCalls(`${HOOKS} AND h.id = $1`), [id]);
    return row && view(row);
  }
}

const view = ({ room, owner, calls, failures, lastCall, ...hook }: Row): AdministeredHook => ({
  ...hookView(hook),
  room,
  owner: owner && summaryFromRow(owner),
  calls,
  failures,
  // JSON has no times.
  lastCall: lastCall && hookCallView({ ...lastCall, at: new Date(lastCall.at) }),
});
