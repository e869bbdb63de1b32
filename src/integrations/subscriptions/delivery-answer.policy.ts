import { HttpStatus } from '@nestjs/common';

/** What the receiver of an event has answered; the status 0 is no answer: too late, cut, or not reached. */
export interface ReceiverAnswer {
  status: number;
  /** Whether it said more than is read. */
  isCut: boolean;
  /** Seconds that it asks to wait. */
  retryAfter: number | null;
}

/**
 * What follows from an answer.
 *
 * - `delivered`: the next event
 * - `refused`: this event is set aside, and the next one follows
 * - `away`: everything waits, and this event comes again
 * - `gone`: the subscription ends
 */
export type DeliveryOutcome = 'delivered' | 'refused' | 'away' | 'gone';

/** Errors of the client by which a receiver says "later": request timeout, too early, too many requests. */
const LATER = [408, 425, 429];
/** Answers whose `Retry-After` is heeded. */
const HEEDED = [429, 502, 503, 504];

export function outcomeOf({ status, isCut }: ReceiverAnswer): DeliveryOutcome {
  if (isCut) return 'away';
  if (status >= 200 && status < 300) return 'delivered';
  if (status === HttpStatus.GONE.valueOf()) return 'gone';
  return status >= 400 && status < 500 && !LATER.includes(status) ? 'refused' : 'away';
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Milliseconds after each try in a row that has failed: Standard Webhooks recommends this schedule. */
const WAITS_MS = [
  5_000,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  10 * HOUR_MS,
  14 * HOUR_MS,
  20 * HOUR_MS,
  24 * HOUR_MS,
];
/** So that receivers that come back are not met by everything at once. */
const JITTER_RATIO = 0.2;
const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;
/** No receiver is given up before, whatever the jitter has made of the waits. */
const GIVEN_UP_AFTER_MS = 72 * HOUR_MS;

/** What is known of a receiver that is away. */
export interface Absence {
  /** Tries in a row that have failed, with this one. */
  failures: number;
  /** Milliseconds since the first of them. */
  lastsMs: number;
}

/**
 * Milliseconds until the next try; undefined: the receiver is given up.
 * @param random between 0 and 1
 */
export function nextTryAfter(
  { status, retryAfter }: ReceiverAnswer,
  { failures, lastsMs }: Absence,
  random: number,
): number | undefined {
  const wait = WAITS_MS[failures - 1];
  const left = GIVEN_UP_AFTER_MS - lastsMs;
  if (wait === undefined && left <= 0) return undefined;
  const asked = HEEDED.includes(status) ? Math.min((retryAfter ?? 0) * 1_000, MAX_RETRY_AFTER_MS) : 0;
  const own = wait === undefined ? left : wait * (1 - JITTER_RATIO + 2 * JITTER_RATIO * random);
  return Math.round(Math.max(own, asked));
}
