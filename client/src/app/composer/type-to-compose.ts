/** What has letters of its own, or asks for an answer first. */
const OWN_LETTERS_SELECTOR =
  'input, textarea, select, [contenteditable], audio, [role="menu"], [role="dialog"], [role="listbox"], [data-index]';

type Press = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'defaultPrevented' | 'target'
>;

/** A letter, or what is pasted, that means nothing where it was pressed: whoever begins to write need not look for the field. */
export function startsTyping(press: Press): boolean {
  const { key, ctrlKey, metaKey, altKey, isComposing, defaultPrevented, target } = press;
  if (defaultPrevented || isComposing || altKey || !(target instanceof Element)) return false;
  const pastes = (ctrlKey || metaKey) && key.toLowerCase() === 'v';
  // A space scrolls, or presses what has the focus.
  const writes = !ctrlKey && !metaKey && [...key].length === 1 && key !== ' ';
  return (pastes || writes) && target.closest(OWN_LETTERS_SELECTOR) === null;
}
