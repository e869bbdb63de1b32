import type { Chord } from './shortcut-keys.ts';
import type { TextKey } from '../../i18n/texts.ts';

/** The global shortcuts, in the order in which they are listed. */
export const SHORTCUTS = {
  switcher: { chords: ['Mod+k'], label: 'shortcut.switcher', group: 'shortcuts.go' },
  search: { chords: ['Mod+Shift+f'], label: 'search.title', group: 'shortcuts.go' },
  'previous-room': { chords: ['Alt+ArrowUp'], label: 'shortcut.previous-room', group: 'shortcuts.go' },
  'next-room': { chords: ['Alt+ArrowDown'], label: 'shortcut.next-room', group: 'shortcuts.go' },
  'previous-unread': { chords: ['Alt+Shift+ArrowUp'], label: 'shortcut.previous-unread', group: 'shortcuts.go' },
  'next-unread': { chords: ['Alt+Shift+ArrowDown'], label: 'shortcut.next-unread', group: 'shortcuts.go' },
  'read-everything': { chords: ['Shift+Escape'], label: 'rooms.read-all', group: 'shortcuts.go' },
  'next-region': { chords: ['F6'], label: 'shortcut.next-region', group: 'shortcuts.go' },
  'previous-region': { chords: ['Shift+F6'], label: 'shortcut.previous-region', group: 'shortcuts.go' },
  'search-room': { chords: ['Mod+f'], label: 'room.search', group: 'shortcuts.room' },
  'read-all': { chords: ['Escape'], label: 'shortcut.read-all', group: 'shortcuts.room' },
  sheet: { chords: ['Mod+/', '?'], label: 'shortcuts.title', group: 'shortcuts.help' },
} as const satisfies Record<string, ShortcutEntry>;

/** Shortcuts of the composer; listed here, handled there. */
export const FIELD_SHORTCUTS: readonly ShortcutEntry[] = [
  { chords: ['Enter'], label: 'composer.send', group: 'shortcuts.write' },
  { chords: ['Shift+Enter'], label: 'shortcut.new-line', group: 'shortcuts.write' },
  { chords: ['Mod+b'], label: 'format.bold', group: 'shortcuts.write' },
  { chords: ['Mod+i'], label: 'format.italic', group: 'shortcuts.write' },
  { chords: ['Mod+Shift+x'], label: 'format.strike', group: 'shortcuts.write' },
  { chords: ['Mod+e'], label: 'format.code', group: 'shortcuts.write' },
  { chords: ['ArrowUp'], label: 'shortcut.edit-last', group: 'shortcuts.write' },
  { chords: ['Shift+ArrowUp'], label: 'shortcut.reply-last', group: 'shortcuts.write' },
  { chords: ['Escape'], label: 'shortcut.cancel', group: 'shortcuts.write' },
];

/** Shortcuts of the message list while it has the focus; listed here, handled there. */
export const LIST_SHORTCUTS: readonly ShortcutEntry[] = [
  { chords: ['ArrowUp'], label: 'shortcut.previous-message', group: 'shortcuts.list' },
  { chords: ['ArrowDown'], label: 'shortcut.next-message', group: 'shortcuts.list' },
  { chords: ['Home'], label: 'shortcut.first-message', group: 'shortcuts.list' },
  { chords: ['End'], label: 'shortcut.last-message', group: 'shortcuts.list' },
  { chords: ['Enter'], label: 'message.actions', group: 'shortcuts.list' },
  { chords: ['r'], label: 'message.reply', group: 'shortcuts.list' },
  { chords: ['t'], label: 'thread.open', group: 'shortcuts.list' },
  { chords: ['e'], label: 'message.edit', group: 'shortcuts.list' },
  { chords: ['s'], label: 'saved.add', group: 'shortcuts.list' },
  { chords: ['x'], label: 'message.select-more', group: 'shortcuts.list' },
  { chords: ['+'], label: 'message.react', group: 'shortcuts.list' },
  { chords: ['Escape'], label: 'shortcut.to-composer', group: 'shortcuts.list' },
];

/** Shortcuts of the page of what is unread, on a room of it; listed here, handled there. */
export const UNREAD_SHORTCUTS: readonly ShortcutEntry[] = [
  { chords: ['j'], label: 'shortcut.next-room', group: 'unread.title' },
  { chords: ['k'], label: 'shortcut.previous-room', group: 'unread.title' },
  { chords: ['x'], label: 'unread.read', group: 'unread.title' },
  { chords: ['u'], label: 'unread.keep', group: 'unread.title' },
  { chords: ['s'], label: 'unread.save', group: 'unread.title' },
  { chords: ['z'], label: 'undo', group: 'unread.title' },
  { chords: ['Enter'], label: 'unread.open', group: 'unread.title' },
];

export interface ShortcutEntry {
  chords: readonly Chord[];
  label: TextKey;
  group: TextKey;
}

export type ShortcutName = keyof typeof SHORTCUTS;
