import { isDialogOpen } from '../ui/keyboard/type-ahead.ts';

/** Elements that take letters themselves, or are modal. */
const OWN_LETTERS_SELECTOR =
  'input, textarea, select, [contenteditable], audio, [role="menu"], [role="dialog"], [role="listbox"], [data-index]';

type Press = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented' | 'target'
>;

/**
 * Whether a key outside the composer starts a message: a letter, or the paste shortcut, that has no meaning where it was
 * pressed; not while a dialog is open.
 */
export function startsTyping(press: Press): boolean {
  const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented, target } = press;
  if (defaultPrevented || isComposing || altKey || !(target instanceof Element) || isDialogOpen()) return false;
  const pastes = (ctrlKey || metaKey) && key.toLowerCase() === 'v';
  // A space scrolls, or presses what has the focus.
  const writes = !ctrlKey && !metaKey && [...key].length === 1 && key !== ' ';
  return (pastes || writes) && target.closest(OWN_LETTERS_SELECTOR) === null;
}
