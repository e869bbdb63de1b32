/* eslint-disable no-control-regex */

/** Escape sequences of terminals (ECMA-48): colours and cursor movements, titles and links, and two-letter ones. */
const TERMINAL_SEQUENCES =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])[^\u0007\u001b\u009c\n]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;
/** A letter that was struck again, as in the manual pages of Unix: `N`, backspace, `N`. */
const OVERSTRUCK = /[^\n\u0008]\u0008/gu;
const LINE_BREAKS = /\r\n|[\u000b\u000c\u0085\u2028\u2029]/g;
const CONTROLS = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;
const MAY_NEED_REPAIR = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/;

/**
 * A pasted text as the server takes it. Line breaks of other programs (vertical tab, form feed, next line) become line
 * feeds, colours of a terminal and other control characters are left out, and halves of a character are replaced by
 * U+FFFD. Tab, line feed and carriage return stay.
 */
export function repairText(text: string): string {
  if (!MAY_NEED_REPAIR.test(text)) return text;
  return text
    .toWellFormed()
    .replace(TERMINAL_SEQUENCES, '')
    .replace(OVERSTRUCK, '')
    .replace(LINE_BREAKS, '\n')
    .replace(CONTROLS, '');
}

/** The same for a field of one line: line breaks and tabs become spaces. */
export const repairLine = (text: string): string => repairText(text).replace(/[\t\n\r]+/g, ' ');
