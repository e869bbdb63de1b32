import type { ProblemCode } from '../common/problem.ts';
import { Message } from '../timeline/message.dto.ts';
import type { ReportDecision } from '../shared/reports.policy.ts';
import type { NotificationKind } from './attention/attention.dto.ts';

/** `notification`: a message needs the attention of the receiver. */
export class Notification {
  /**
   * Mentioned by name, direct message, reply in a followed thread, mentioned with everybody (`@room`) or everybody online
   * (`@here`), a word of the receiver's `keywords`, any message of a room whose messages all notify the receiver, a call
   * of the other person in a direct room, a reminder that the receiver has set, a message that they had scheduled and
   * that could not be sent, or a decision about a message that they, or that others of theirs, have reported.
   */
  kind: NotificationKind | 'reminder' | 'scheduled_failed' | 'report_decided';
  roomId: string;
  /** True during the receiver's `dndUntil` or `quietHours`: show it, without sound or pop-up. */
  silent: boolean;
  /**
   * For a reminder of a message that the receiver may not read any more: a tombstone with the seq 0. For `scheduled_failed`
   * what was to be sent, with the seq 0 and without an author. For `report_decided` the reported message, without its words.
   */
  message: Message;
  /** The receiver's own words beside a reminder. */
  note?: string;
  /** When a reminder rang: it may be told again after a loss of the connection. */
  remindedAt?: string;
  /** Why a scheduled message could not be sent. */
  problem?: ProblemCode;
  /** What was decided about a reported message. */
  decision?: ReportDecision;
  /** Of a decision: true for the reporter, false for the author of the message. */
  isReporter?: boolean;
}
