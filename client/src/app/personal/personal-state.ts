import type { BlockEntry } from '@api/blocks/blocks.dto.ts';
import type { DraftEntry } from '@api/drafts/drafts.dto.ts';
import type { PersonalChanges, PersonalItem } from '@api/personal/personal.dto.ts';
import type { Section } from '@api/rooms/sections/sections.dto.ts';
import type { SavedEntry } from '@api/saved/saved.dto.ts';
import type { ScheduledEntry } from '@api/scheduled/scheduled.dto.ts';

/** What the items of each kind hold. */
export interface PersonalValues {
  saved: SavedEntry;
  draft: DraftEntry;
  scheduled: ScheduledEntry;
  section: Section;
  block: BlockEntry;
}

/** What only the reader sees, as far as this device knows, in the order of its stream. */
export interface PersonalState {
  /** Up to here nothing is missing. */
  readonly revision: number;
  /** What the revision belongs to; null before the first answer. */
  readonly epoch: number | null;
  /** By kind and id; what has gone stays as a tombstone, so that a late event does not bring it back. */
  readonly items: ReadonlyMap<string, PersonalItem>;
}

export const emptyPersonal: PersonalState = { revision: 0, epoch: null, items: new Map() };

const keyOf = ({ kind, id }: Pick<PersonalItem, 'kind' | 'id'>): string => `${kind} ${id}`;

/** Applies an event. Events may be repeated, late, or missing: see `isBehind`. */
export function withItem(state: PersonalState, item: PersonalItem): PersonalState {
  const revision = item.revision === state.revision + 1 ? item.revision : state.revision;
  const items = withNewer(state.items, [item]);
  return revision === state.revision && items === state.items ? state : { ...state, revision, items };
}

/** Applies an answer to what was asked from the held revision, or from an earlier one. */
export function withChanges(state: PersonalState, { items, revision, reset, epoch }: PersonalChanges): PersonalState {
  if (reset) return { revision, epoch, items: withNewer(new Map(), items) };
  return { revision: Math.max(state.revision, revision), epoch, items: withNewer(state.items, items) };
}

/** Whether a change before one of the known ones is missing. */
export function isBehind({ items, revision }: PersonalState): boolean {
  for (const item of items.values()) if (item.revision > revision) return true;
  return false;
}

export const presentItems = ({ items }: PersonalState): PersonalItem[] =>
  [...items.values()].filter(({ value }) => value !== null);

/** What is there of a kind, by id. */
export function valuesOf<K extends keyof PersonalValues>(
  { items }: PersonalState,
  kind: K,
): ReadonlyMap<string, PersonalValues[K]> {
  const values = [...items.values()].flatMap((item) =>
    item.kind === kind && item.value ? [[item.id, item.value as PersonalValues[K]] as const] : [],
  );
  return new Map(values);
}

/** As a device keeps it: no event of before comes late any more. */
export const withoutTombstones = (state: PersonalState): PersonalState => ({
  ...state,
  items: new Map(presentItems(state).map((item) => [keyOf(item), item])),
});

function withNewer(
  known: ReadonlyMap<string, PersonalItem>,
  changed: readonly PersonalItem[],
): ReadonlyMap<string, PersonalItem> {
  const newer = changed.filter((item) => (known.get(keyOf(item))?.revision ?? 0) < item.revision);
  return newer.length ? new Map([...known, ...newer.map((item) => [keyOf(item), item] as const)]) : known;
}
