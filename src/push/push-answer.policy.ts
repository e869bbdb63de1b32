import { HttpStatus } from '@nestjs/common';
import type { PushReason } from './push.dto.ts';

/** What a service has answered; the status 0 is no answer: too late, or cut. */
export interface PushAnswer {
  status: number;
  /** Seconds that the service asks to wait. */
  retryAfter: number | null;
}

/** What is known of a push that was answered. */
export interface AnsweredPush {
  /** How often it was sent, with this time. */
  tries: number;
  /** Whether it was sent without its words already. */
  isShortened: boolean;
  /** Whether the device has subscribed with another key than the present one. */
  hasOldKey: boolean;
  /** Refusals of the device since its last success. */
  failures: number;
}

/** What follows from an answer. */
export type PushOutcome =
  | { kind: 'sent' }
  /** The device is removed. */
  | { kind: 'gone' }
  /** Again at once, without the words. */
  | { kind: 'shorten' }
  | { kind: 'retry'; afterMs: number }
  /** Not again for this message. */
  | { kind: 'drop'; reason: PushReason; isFailure: boolean };

const SENT = [200, 201, 202, 204];
const GONE = [404, 410];
const REFUSED = [400, 401, 403];
/** Refusals in a row after which a device is given up. */
const MAX_FAILURES = 5;
const BACKOFF_MS = 2_000;
const MAX_BACKOFF_MS = 300_000;
/** So that a service that comes back is not met by all pushes at once. */
const JITTER_RATIO = 0.2;

/** @param random between 0 and 1 */
export function outcomeOf({ status, retryAfter }: PushAnswer, push: AnsweredPush, random: number): PushOutcome {
  if (SENT.includes(status)) return { kind: 'sent' };
  if (GONE.includes(status)) return { kind: 'gone' };
  if (status === HttpStatus.PAYLOAD_TOO_LARGE.valueOf())
    return push.isShortened ? { kind: 'drop', reason: 'too_large', isFailure: false } : { kind: 'shorten' };
  if (
    status === 0 ||
    status === HttpStatus.TOO_MANY_REQUESTS.valueOf() ||
    status >= HttpStatus.INTERNAL_SERVER_ERROR.valueOf()
  ) {
    const backoff = Math.min(BACKOFF_MS * 2 ** push.tries, MAX_BACKOFF_MS);
    const wait = Math.max((retryAfter ?? 0) * 1_000, backoff);
    return { kind: 'retry', afterMs: Math.round(wait * (1 - JITTER_RATIO + 2 * JITTER_RATIO * random)) };
  }
  if (!REFUSED.includes(status)) return { kind: 'drop', reason: 'refused', isFailure: false };
  if (push.hasOldKey) return { kind: 'drop', reason: 'stale_key', isFailure: false };
  return push.failures + 1 >= MAX_FAILURES ? { kind: 'gone' } : { kind: 'drop', reason: 'refused', isFailure: true };
}
