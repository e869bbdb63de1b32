import { Problem } from '../../common/problem.ts';
import { limits } from '../../shared/limits.ts';
import { isBlank } from '../../shared/visible-text.ts';
import type { NewPoll } from './polls.dto.ts';

const DAY_MS = 24 * 3_600_000;

/** Two options that look alike are one. */
export const optionKey = (text: string): string => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();

/**
 * What the fields of a poll alone do not tell.
 * @throws Problem `invalid_input`
 */
export function assertPoll(poll: NewPoll, { body, forwardOf }: { body: string; forwardOf?: string | undefined }): void {
  const { options, most = 1, adding = false, closesAt } = poll;
  if (forwardOf) throw refused('poll', 'must be absent with forwardOf');
  if (isBlank(body)) throw refused('body', 'must not be blank: it is the question');
  if (new Set(options.map(optionKey)).size < options.length) throw refused('poll.options', 'must differ');
  if (!adding && most > options.length) throw refused('poll.most', 'must not be more than there are options');
  if (closesAt && Date.parse(closesAt) > Date.now() + limits.pollDays * DAY_MS)
    throw refused('poll.closesAt', `must be at most ${limits.pollDays} days ahead`);
}

export const hasClosingPassed = (poll: NewPoll | undefined): boolean =>
  Boolean(poll?.closesAt && Date.parse(poll.closesAt) <= Date.now());

/** What tells a repeat of a poll from another one: absent settings are the defaults. */
export const pollHashed = ({
  options,
  most = 1,
  names = 'shown',
  results = 'always',
  adding = false,
  closesAt = null,
}: NewPoll): unknown[] => [options, most, names, results, adding, closesAt && new Date(closesAt).toISOString()];

const refused = (field: string, reason: string): Problem =>
  new Problem('invalid_input', undefined, { [field]: [reason] });
