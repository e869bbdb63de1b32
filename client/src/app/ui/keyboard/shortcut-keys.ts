/** `Mod` is Ctrl, and ⌘ on a Mac. */
export type Modifier = 'Mod' | 'Alt' | 'Shift';

/** Modifiers and a key as `KeyboardEvent.key` names it, joined by `+`; letters are in lower case. */
export type Chord = string & { readonly chord?: never };

const KEY_LABELS: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };
const MAC_KEY_LABELS: Record<string, string> = { Mod: '⌘', Alt: '⌥', Shift: '⇧', Enter: '⏎' };

/** The labels of a chord's keys on this platform. */
export function keyNames(chord: Chord, mac: boolean, ctrl = 'Ctrl'): string[] {
  if (chord === '+') return [chord];
  return chord.split('+').map((part) => {
    if (mac && MAC_KEY_LABELS[part]) return MAC_KEY_LABELS[part];
    if (part === 'Mod') return ctrl;
    return KEY_LABELS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
  });
}

/** Whether an event is exactly this chord, without further modifiers. */
export function matches(chord: Chord, event: KeyboardEvent, mac: boolean): boolean {
  const parts = chord.split('+');
  const key = parts.at(-1) ?? '';
  const holds = (modifier: Modifier) => parts.includes(modifier);
  // A symbol may need Shift on some keyboards, so Shift is not compared for symbols.
  const isSymbol = key.length === 1 && !/[a-z]/.test(key);
  const command = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    command === holds('Mod') &&
    !other &&
    event.altKey === holds('Alt') &&
    (isSymbol || event.shiftKey === holds('Shift'))
  );
}

/** Whether a chord types a character in a text field, where it is no shortcut then. */
export const typesText = (chord: Chord): boolean =>
  !/(^|\+)(Mod|Alt)\+/.test(chord) && chord.split('+').at(-1)?.length === 1;
