import { describe, expect, it } from 'vitest';
import { keyNames, matches, typesText } from './shortcut-keys.ts';
import { FIELD_SHORTCUTS, SHORTCUTS } from './shortcut-table.ts';

const press = (key: string, held: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key, ...held });

describe('a key press', () => {
  it.each([
    ['Mod+k', press('k', { ctrlKey: true }), false, true],
    ['Mod+k', press('K', { ctrlKey: true }), false, true],
    ['Mod+k', press('k', { ctrlKey: true, altKey: true }), false, false],
    ['Mod+k', press('k', { ctrlKey: true, shiftKey: true }), false, false],
    ['Mod+k', press('k', { ctrlKey: true }), true, false],
    ['Mod+k', press('k', { metaKey: true }), true, true],
    ['Mod+k', press('k'), false, false],
    ['Alt+ArrowUp', press('ArrowUp', { altKey: true }), false, true],
    ['Alt+ArrowUp', press('ArrowUp', { altKey: true, shiftKey: true }), false, false],
    ['Shift+F6', press('F6', { shiftKey: true }), false, true],
    ['F6', press('F6', { shiftKey: true }), false, false],
    ['Mod+/', press('/', { ctrlKey: true, shiftKey: true }), false, true],
    ['?', press('?', { shiftKey: true }), false, true],
    ['Escape', press('Escape'), false, true],
  ] as const)('is %s or is not', (chord, event, mac, expected) => expect(matches(chord, event, mac)).toBe(expected));

  it('is left to a text field where it types a character', () => {
    expect(typesText('?')).toBe(true);
    expect(typesText('Mod+/')).toBe(false);
    expect(typesText('Escape')).toBe(false);
    expect(typesText('F6')).toBe(false);
  });
});

it('is labelled as the keys of the platform', () => {
  expect(keyNames('Mod+Shift+f', false)).toEqual(['Ctrl', 'Shift', 'F']);
  expect(keyNames('Mod+Shift+f', false, 'Strg')).toEqual(['Strg', 'Shift', 'F']);
  expect(keyNames('Alt+ArrowUp', true)).toEqual(['⌥', '↑']);
});

it('No two shortcuts share a key', () => {
  const chords = Object.values(SHORTCUTS).flatMap((each) => each.chords as readonly string[]);
  expect(new Set(chords).size).toBe(chords.length);
  expect(new Set(FIELD_SHORTCUTS.map(({ label }) => label)).size).toBe(FIELD_SHORTCUTS.length);
});
