import { Injectable } from '@nestjs/common';
import { Database } from '../common/database.ts';
import { BatchLoader } from '../common/batch-loader.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import type { UserSummary } from '../users/users.dto.ts';

/** Nobody keeps messages for longer than this without a page being loaded anew. */
const LATELY = '30 days';
/** Longer than any transaction takes to commit. */
const JUST_NOW = '30 seconds';
const AT_MOST = 500;

@Injectable()
export class SyncRepository {
  private readonly changed = new BatchLoader(async (viewerIds) => {
    const rows = await this.database.query<{ viewerId: string; person: SummaryRow }>(
      `SELECT viewer.id AS "viewerId", lately.person FROM unnest($1::uuid[]) AS viewer (id) CROSS JOIN LATERAL (
         SELECT ${summaryColumns('u')} AS person FROM users u
         WHERE u.profile_changed_at > now() - interval '${LATELY}' AND EXISTS (
           SELECT FROM room_members mine JOIN room_members theirs USING (room_id)
           WHERE mine.user_id = viewer.id AND theirs.user_id = u.id)
         ORDER BY u.profile_changed_at DESC LIMIT ${AT_MOST}) AS lately`,
      [viewerIds],
    );
    return Map.groupBy(rows, ({ viewerId }) => viewerId);
  });

  constructor(private readonly database: Database) {}

  /** People who share a room with somebody and have changed their name, picture or role lately. */
  async changedInLast30Days(userId: string): Promise<UserSummary[]> {
    return ((await this.changed.load(userId)) ?? []).map(({ person }) => summaryFromRow(person));
  }

  /** Whoever has changed their name, picture or role within the last moments. */
  async recentChanges(): Promise<UserSummary[]> {
    const rows = await this.database.query<{ person: SummaryRow }>(
      `SELECT ${summaryColumns('u')} AS person FROM users u WHERE u.profile_changed_at > now() - interval '${JUST_NOW}'
       ORDER BY u.profile_changed_at DESC LIMIT ${AT_MOST}`,
    );
    return rows.map(({ person }) => summaryFromRow(person));
  }
}
