import unhomoglyph from 'unhomoglyph';
import { foldText } from '../shared/fold-text.ts';
import { RESERVED_WORDS } from './username.ts';

/** The one skeleton of all names that stand for the system, for everybody or for nobody. */
const RESERVED_SKELETON = '*';
const RESERVED_NAMES = [
  ...RESERVED_WORDS,
  'deleted account',
  'deleted bot',
  'deleted user',
  'gelöschtes konto',
  'gelöschter bot',
  'system message',
];

/** What is seen least: blanks, punctuation and characters that show nothing. */
const HARDLY_SEEN = /[\p{White_Space}\p{P}\p{Default_Ignorable_Code_Point}]+/gu;

/** The skeleton of Unicode TS 39, also without regard to case, accents, punctuation, and i or l. */
function looksOf(name: string): string {
  const letters = unhomoglyph(foldText(unhomoglyph(name.normalize('NFD'))));
  return letters.replace(HARDLY_SEEN, '').replaceAll('i', 'l') || letters;
}

const RESERVED_LOOKS = new Set(RESERVED_NAMES.map(looksOf));

/**
 * Two display names look the same when these are equal: `Ada`, `ADA`, `Аdа` with Cyrillic letters and `A d a`. Stored,
 * so that the database finds the people whose names are ambiguous.
 */
export function nameSkeleton(displayName: string): string {
  const looks = looksOf(displayName);
  return RESERVED_LOOKS.has(looks) ? RESERVED_SKELETON : looks;
}

/** Whether a stored skeleton is that of people, whose marks change with each other. */
export const isOfPeople = (skeleton: string): boolean => skeleton !== '' && skeleton !== RESERVED_SKELETON;

/** A display name with the column by which it is compared. */
export const displayNameColumns = (displayName: string) => ({
  displayName,
  nameSkeleton: nameSkeleton(displayName),
});
