/** `Mod` is Ctrl, and ⌘ on a Mac. */
export type Modifier = 'Mod' | 'Alt' | 'Shift';

/** A chord as one writes it: modifiers, then the key as `KeyboardEvent.key` names it; letters are small. */
export type Chord = string & { readonly chord?: never };

const SIGNS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
const MAC_SIGNS: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '⏎' };

/** The parts of a chord as they stand on this platform's keys. */
export function keyNames(chord: Chord, mac: boolean, ctrl = 'Ctrl'): string[] {
  if (chord === '+') return [chord];
  return chord.split('+').map((part) => {
    if (mac && MAC_SIGNS[part]) return MAC_SIGNS[part];
    if (part === 'Mod') return ctrl;
    return SIGNS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

/** Whether this key press is that chord, and nothing more. */
export function matches(chord: Chord, event: KeyboardEvent, mac: boolean): boolean {
  const parts = chord.split('+');
  const key = parts.at(-1) ?? '';
  const holds = (modifier: Modifier) => parts.includes(modifier);
  // A sign that itself needs Shift or AltGr on some keyboard is that sign, however it was made.
  const isSign = key.length === 1 && !/[a-z]/.test(key);
  const command = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    command === holds('Mod') &&
    !other &&
    event.altKey === holds('Alt') &&
    (isSign || event.shiftKey === holds('Shift'))
  );
}

/** A chord that writes something where one writes belongs to the field. */
export const typesText = (chord: Chord): boolean =>
  !/(^|\+)(Mod|Alt)\+/.test(chord) && chord.split('+').at(-1)?.length === 1;
