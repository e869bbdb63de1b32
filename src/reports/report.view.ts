import type { UserSummary } from '../users/users.dto.ts';
import { summaryColumns, summaryFromRow, type SummaryRow } from '../users/user.view.ts';
import type { ReportEntity } from './report.entity.ts';
import type { OwnReport, Report, ReportEntry } from './reports.dto.ts';

/** The columns of `ReportRow`, from `reports p` and the people that `REPORT_PEOPLE` joins. */
export const REPORT_COLUMNS = `p.id, p.message_id AS "messageId", p.room_id AS "roomId", p.author_id AS "authorId",
  p.reporter_id AS "reporterId", p.reason, p.note, p.snapshot, p.created_at AS "createdAt", p.decision,
  p.decided_by AS "decidedBy", p.decided_at AS "decidedAt"`;
export const REPORT_PEOPLE = `LEFT JOIN users author ON author.id = p.author_id
  LEFT JOIN users reporter ON reporter.id = p.reporter_id LEFT JOIN users decider ON decider.id = p.decided_by`;
export const PEOPLE_COLUMNS = `${summaryColumns('author')} AS author, ${summaryColumns('reporter')} AS reporter,
  ${summaryColumns('decider')} AS decider`;

export interface ReportRow extends ReportEntity {
  author: SummaryRow | null;
  reporter: SummaryRow | null;
  decider: SummaryRow | null;
}

export function reportView({ snapshot, author, reporter, decider, ...row }: ReportRow): Report {
  const { roomName, ...words } = snapshot;
  return {
    ...ownReport(row),
    roomName,
    author: personOf(author),
    reporter: personOf(reporter),
    words,
    decision: row.decision,
    decidedBy: personOf(decider),
    decidedAt: row.decidedAt?.toISOString() ?? null,
  };
}

export const ownReport = (
  row: Pick<ReportEntity, 'id' | 'messageId' | 'roomId' | 'reason' | 'note' | 'createdAt' | 'decidedAt'>,
): OwnReport => ({
  id: row.id,
  messageId: row.messageId,
  roomId: row.roomId,
  reason: row.reason,
  note: row.note,
  state: row.decidedAt ? 'decided' : 'open',
  createdAt: row.createdAt.toISOString(),
});

export const reportEntry = (
  { messageId, roomId, reporterId, decision, decidedAt }: ReportEntity,
  userId: string,
): ReportEntry => ({
  messageId,
  roomId,
  isReporter: reporterId === userId,
  decision,
  decidedAt: decidedAt?.toISOString() ?? null,
});

const personOf = (row: SummaryRow | null): UserSummary | null => row && summaryFromRow(row);
