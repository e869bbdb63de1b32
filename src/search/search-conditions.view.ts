import { escapeLike } from '../common/escape-like.ts';
import { foldText } from '../shared/fold-text.ts';

export type BindValue = (parameter: unknown) => string;

/** Characters of the shortest term that an index of trigrams can find. */
const MIN_INDEXED_LENGTH = 3;
/** The newest messages with such a file or option that are found by an index; a rare term has fewer. */
const MAX_NAMED = 1_000;

/** A table of texts that belong to a message `m` beside its body. */
interface NamedText {
  /** Whether `m` has one like the pattern. */
  exists: (pattern: string) => string;
  /** The messages of the rooms that have one like the pattern, newest first, by an index. */
  messageIds: (pattern: string, rooms: string) => string;
}

const FILE_NAMES: NamedText = {
  exists: (pattern) =>
    `EXISTS (SELECT FROM attachments a WHERE a.message_id = m.id AND folded(a.name) LIKE ${pattern})`,
  messageIds: (pattern, rooms) =>
    `(SELECT a.message_id AS id FROM attachments a WHERE a.message_id IS NOT NULL AND a.room_id = ANY(${rooms}::uuid[])
      AND folded(a.name) LIKE ${pattern} ORDER BY a.message_id DESC LIMIT ${MAX_NAMED})`,
};

const POLL_OPTIONS: NamedText = {
  exists: (pattern) =>
    `EXISTS (SELECT FROM poll_options o WHERE o.message_id = m.id AND folded(o.text) LIKE ${pattern})`,
  messageIds: (pattern, rooms) =>
    `(SELECT o.message_id AS id FROM poll_options o JOIN messages p ON p.id = o.message_id
      WHERE p.room_id = ANY(${rooms}::uuid[]) AND folded(o.text) LIKE ${pattern} ORDER BY o.message_id DESC LIMIT ${MAX_NAMED})`,
};

/** Folded before it is escaped: folding may make a wildcard of a wide character. */
export const containsPattern = (term: string) => `%${escapeLike(foldText(term))}%`;

export const isIndexed = (term: string): boolean => [...foldText(term)].length >= MIN_INDEXED_LENGTH;

/** What a term is looked for in: rows that were chosen before, or the whole table by its indexes. */
export interface TermScope {
  value: BindValue;
  byIndex: boolean;
  /** The parameter with the rooms that are searched. */
  rooms: string;
}

/** Whether the body of `m`, an option of its poll or the name of one of its files contains a term. */
export function containsTerm(term: string, { value, byIndex, rooms }: TermScope): string {
  const pattern = value(containsPattern(term));
  const body = `folded(m.body) LIKE ${pattern}`;
  // The ids are read first, so that the planner combines the indexes of both sides of the OR.
  return byIndex && isIndexed(term)
    ? `(${body} OR ${isAmong([FILE_NAMES, POLL_OPTIONS], pattern, rooms)})`
    : `(${body} OR ${FILE_NAMES.exists(pattern)} OR ${POLL_OPTIONS.exists(pattern)})`;
}

/** Whether `m` has a file whose name contains a text. */
export function hasFileNamed(name: string, { value, byIndex, rooms }: TermScope): string {
  const pattern = value(containsPattern(name));
  return byIndex && isIndexed(name) ? isAmong([FILE_NAMES], pattern, rooms) : FILE_NAMES.exists(pattern);
}

const isAmong = (texts: NamedText[], pattern: string, rooms: string): string =>
  `m.id = ANY(ARRAY(${texts.map(({ messageIds }) => messageIds(pattern, rooms)).join(' UNION ALL ')}))`;
