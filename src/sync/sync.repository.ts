import { Injectable } from '@nestjs/common';
import { Database } from '../common/database/database.ts';
import { BatchLoader } from '../common/batch-loader.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import type { UserSummary } from '../users/users.dto.ts';

/** No client holds messages for longer without loading the page anew. */
const LONGEST_ABSENCE = '30 days';
/** Longer than any transaction takes to commit. */
const RECENT = '30 seconds';
const MAX_PROFILES = 500;

@Injectable()
export class SyncRepository {
  private readonly changed = new BatchLoader(async (viewerIds) => {
    const rows = await this.database.query<{ viewerId: string; person: SummaryRow }>(
      `SELECT viewer.id AS "viewerId", lately.person FROM unnest($1::uuid[]) AS viewer (id) CROSS JOIN LATERAL (
         SELECT ${summaryColumns('u')} AS person FROM users u
         WHERE u.profile_changed_at > now() - interval '${LONGEST_ABSENCE}' AND EXISTS (
           SELECT FROM room_members mine JOIN room_members theirs USING (room_id)
           WHERE mine.user_id = viewer.id AND theirs.user_id = u.id)
         ORDER BY u.profile_changed_at DESC LIMIT ${MAX_PROFILES}) AS lately`,
      [viewerIds],
    );
    return Map.groupBy(rows, ({ viewerId }) => viewerId);
  });

  constructor(private readonly database: Database) {}

  /** People who share a room with a person and have a new name, picture or role. */
  async changedInLast30Days(userId: string): Promise<UserSummary[]> {
    return ((await this.changed.load(userId)) ?? []).map(({ person }) => summaryFromRow(person));
  }

  /** People whose name, picture or role has changed within the last moments. */
  async recentChanges(): Promise<UserSummary[]> {
    const rows = await this.database.query<{ person: SummaryRow }>(
      `SELECT ${summaryColumns('u')} AS person FROM users u WHERE u.profile_changed_at > now() - interval '${RECENT}'
       ORDER BY u.profile_changed_at DESC LIMIT ${MAX_PROFILES}`,
    );
    return rows.map(({ person }) => summaryFromRow(person));
  }
}
