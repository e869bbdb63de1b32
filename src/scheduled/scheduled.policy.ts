import { isDeepStrictEqual } from 'node:util';
import { Problem, type ProblemCode } from '../common/problem.ts';
import { limits } from '../shared/limits.ts';
import { isBlank } from '../shared/visible-text.ts';
import type { ChangeScheduled, ScheduledEntry, ScheduleMessage } from './scheduled.dto.ts';

const DAY_MS = 86_400_000;

/** Why a message cannot be scheduled for this time, or undefined. A time that is over is refused, never moved. */
export function sendAtProblem(sendAt: string, now: Date): string | undefined {
  const ahead = new Date(sendAt).getTime() - now.getTime();
  if (ahead <= 0) return 'lies in the past: choose a time that is still to come';
  return ahead > limits.scheduledDays * DAY_MS ? `lies more than ${limits.scheduledDays} days ahead` : undefined;
}

/** Whether its time was over for so long, as after an outage, that its author has to decide again. */
export const isTooLate = (sendAt: Date, now: Date): boolean => now.getTime() - sendAt.getTime() > DAY_MS;

export const newEntry = (roomId: string, input: ScheduleMessage, now: Date): ScheduledEntry => ({
  id: input.clientId.toLowerCase(),
  roomId: roomId.toLowerCase(),
  body: wordsOf(input.body),
  replyToId: input.replyToId?.toLowerCase() ?? null,
  threadId: input.threadId?.toLowerCase() ?? null,
  alsoInRoom: input.alsoInRoom ?? false,
  attachmentIds: (input.attachmentIds ?? []).map((id) => id.toLowerCase()),
  sendAt: new Date(input.sendAt).toISOString(),
  state: 'waiting',
  problem: null,
  createdAt: now.toISOString(),
});

/** An entry after a request; what the request leaves out stays as it is. With another time it waits again. */
export function changedEntry(before: ScheduledEntry, change: ChangeScheduled): ScheduledEntry {
  return {
    ...before,
    ...(change.body !== undefined && { body: wordsOf(change.body) }),
    ...(change.replyToId !== undefined && { replyToId: change.replyToId?.toLowerCase() ?? null }),
    ...(change.attachmentIds && { attachmentIds: change.attachmentIds.map((id) => id.toLowerCase()) }),
    ...(change.sendAt && { sendAt: new Date(change.sendAt).toISOString(), state: 'waiting', problem: null }),
  };
}

/** Whether a request repeats the one that made an entry. */
export const isRepeat = (entry: ScheduledEntry, again: ScheduledEntry): boolean =>
  isDeepStrictEqual(contentOf(entry), contentOf(again));

const contentOf = ({ roomId, body, replyToId, threadId, alsoInRoom, attachmentIds, sendAt }: ScheduledEntry) => ({
  roomId,
  body,
  replyToId,
  threadId,
  alsoInRoom,
  attachmentIds,
  sendAt,
});

/** A caption that shows nothing is none. */
const wordsOf = (body: string): string => (isBlank(body) ? '' : body);

/** Why a message failed for good, or null where it is worth waiting: slow mode, rate limits, an outage. */
export function failureOf(error: unknown): ProblemCode | null {
  if (!(error instanceof Problem) || error.status >= 500 || error.status === 429) return null;
  return error.code;
}
