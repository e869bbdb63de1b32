import { Problem, type FieldProblems } from '../common/problem.ts';
import { canonicalEmoji } from '../shared/emoji.ts';
import { customEmojiName } from '../shared/emoji-names.ts';
import { isBlank } from '../shared/visible-text.ts';
import type { UserEntity } from './user.entity.ts';
import type { SetStatus, UserStatus } from './users.dto.ts';

/** Whether a custom emoji exists is asked before. */
const codeOf = (written: string) => (customEmojiName(written) === undefined ? canonicalEmoji(written) : written);

export type StatusColumns = Pick<UserEntity, 'statusEmoji' | 'statusText' | 'statusUntil'>;

const NO_STATUS: StatusColumns = { statusEmoji: null, statusText: '', statusUntil: null };

/** The status at this moment: one that is over is none, whenever the row itself is emptied. */
export function statusOf({ statusEmoji, statusText, statusUntil }: StatusColumns, now = new Date()): UserStatus | null {
  if (statusEmoji === null && statusText === '') return null;
  if (statusUntil && statusUntil <= now) return null;
  return { emoji: statusEmoji, text: statusText, until: statusUntil?.toISOString() ?? null };
}

/**
 * The columns of a new status.
 * @param status null clears it
 * @throws Problem `invalid_input` for what is not one emoji, and for an end that is not in the future: a past time is
 *   refused, never moved
 */
export function columnsOfStatus(status: SetStatus | null, now = new Date()): StatusColumns {
  if (!status) return NO_STATUS;
  const emoji = status.emoji ? codeOf(status.emoji) : null;
  const text = status.text === undefined || isBlank(status.text) ? '' : status.text;
  const until = status.until ? new Date(status.until) : null;
  const fields: FieldProblems = {};
  if (emoji === undefined) fields['status.emoji'] = ['must be one emoji'];
  if (until && until <= now) fields['status.until'] = ['must be in the future'];
  if (emoji === undefined || Object.keys(fields).length) throw new Problem('invalid_input', undefined, fields);
  return emoji === null && text === '' ? NO_STATUS : { statusEmoji: emoji, statusText: text, statusUntil: until };
}
