import type { Role } from './roles.ts';

/** Why a message is reported. */
export const REPORT_REASONS = ['spam', 'abuse', 'private_data', 'other'] as const;
export type ReportReason = (typeof REPORT_REASONS)[number];

/** What becomes of a reported message: it stays, it is deleted, or there was nothing to report. */
export const REPORT_DECISIONS = ['kept', 'removed', 'dismissed'] as const;
export type ReportDecision = (typeof REPORT_DECISIONS)[number];

/** Everybody who may read a message may report it, but nobody their own, and no notice of the room. */
export const mayReport = ({ isAuthor, kind }: { isAuthor: boolean; kind: 'text' | 'system' }): boolean =>
  !isAuthor && kind === 'text';

/** Who sees the reports of all rooms. A report opens its message and nothing beside it. */
export const maySeeAllReports = (serverRole: Role): boolean => serverRole === 'admin';

/** Moderators of the room and administrators decide, but nobody about their own message. */
export const mayDecideReport = (
  serverRole: Role,
  { isAuthor, moderates }: { isAuthor: boolean; moderates: boolean },
): boolean => !isAuthor && (moderates || maySeeAllReports(serverRole));
