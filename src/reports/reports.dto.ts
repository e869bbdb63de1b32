import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../common/page.ts';
import { Text } from '../common/validation/text.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { limits } from '../shared/limits.ts';
import { REPORT_DECISIONS, REPORT_REASONS, type ReportDecision, type ReportReason } from '../shared/reports.policy.ts';
import { UserSummary } from '../users/users.dto.ts';

export const REPORT_STATES = ['open', 'decided'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

export class ReportMessage {
  @IsIn(REPORT_REASONS)
  reason: ReportReason;

  /** What those who decide should know. */
  @OptionalNotNull()
  @Text(0, limits.reportNote, { lines: true })
  note?: string;
}

/** A report that the caller has made. */
export class OwnReport {
  id: string;
  messageId: string;
  roomId: string;
  reason: ReportReason;
  note: string;
  state: ReportState;
  createdAt: string;
}

/** A report, as an item of the personal stream of its reporter, and once it is decided of the author of the message. */
export class ReportEntry {
  messageId: string;
  roomId: string;
  /** True for the reporter, false for the author. */
  isReporter: boolean;
  /** Null until it is decided. */
  decision: ReportDecision | null;
  decidedAt: string | null;
}

export class ReportedEdit {
  body: string;
  saidAt: string;
}

/** What the message said when it was reported. */
export class ReportedWords {
  body: string;
  writtenAt: string;
  /** Earlier texts, oldest first, the latest twenty. */
  edits: ReportedEdit[];
  /** Names of its files. */
  files: string[];
}

/** A report for those who decide about it. It opens this one message. */
export class Report {
  id: string;
  messageId: string;
  roomId: string;
  /** Empty in a direct room or a group conversation. */
  roomName: string;
  reason: ReportReason;
  note: string;
  author: UserSummary | null;
  reporter: UserSummary | null;
  words: ReportedWords;
  createdAt: string;
  state: ReportState;
  decision: ReportDecision | null;
  decidedBy: UserSummary | null;
  decidedAt: string | null;
}

export class ReportPage {
  /** The latest first. */
  items: Report[];
  next: string | null;
}

export class FindReports extends PageQuery {
  /** Both unless given. */
  @IsOptional()
  @IsIn(REPORT_STATES)
  state?: ReportState;
}

export class DecideReport {
  /** `kept`: the message stays; `removed`: it is deleted; `dismissed`: there was nothing to report. */
  @IsIn(REPORT_DECISIONS)
  decision: ReportDecision;
}

export class OpenReportsOfRoom {
  roomId: string;
  /** @example 2 */
  count: number;
}

/** How many reports wait for the caller's decision. */
export class OpenReports {
  /** Of rooms that the caller moderates, without those about their own messages. */
  rooms: OpenReportsOfRoom[];
  /** Of all rooms, for administrators; null for others. */
  server: number | null;
}

/** `reports_changed`: the open reports of a room have changed. `GET /reports/open` tells how many there are. */
export class ReportsChanged {
  roomId: string;
}
