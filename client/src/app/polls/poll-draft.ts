import type { NewPoll } from '@api/messages/polls/polls.dto.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** A poll as its author writes it. */
export interface PollDraft {
  readonly question: string;
  readonly poll: NewPoll;
}

/** When a poll closes by itself. */
export type ClosingChoice = 'never' | 'hour' | 'day' | 'week' | 'other';
export const CLOSING_CHOICES: readonly ClosingChoice[] = ['never', 'hour', 'day', 'week', 'other'];

const HOUR_MS = 3_600_000;
const HOURS = { hour: 1, day: 24, week: 7 * 24 };

/** Null: not by itself, or the entered time is none. */
export function closingTime(choice: ClosingChoice, other: string, now: number): string | null {
  if (choice === 'never') return null;
  const time = choice === 'other' ? Date.parse(other) : now + HOURS[choice] * HOUR_MS;
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

/** Two options that the server takes for the same, which it refuses. */
const keyOf = (text: string): string => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/** What is written, without empty fields and repeats. */
export function writtenOptions(fields: readonly string[]): string[] {
  const written = fields.map(trimText).filter(Boolean);
  const keys = written.map(keyOf);
  return written.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** The fields with an empty one at the end, as long as more options fit: none has to be asked for. */
export function withEmptyField(fields: readonly string[], max: number): string[] {
  return fields.at(-1) === '' || fields.length >= max ? [...fields] : [...fields, ''];
}
