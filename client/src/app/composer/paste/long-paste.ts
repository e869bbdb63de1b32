/** From here on a pasted text hides the conversation around it, and is a file rather than words. */
const MIN_LONG_CHARACTERS = 2000;
const MIN_LONG_LINES = 40;

/** Whether a pasted text is offered as a file. */
export const isLongPaste = (text: string): boolean =>
  text.length >= MIN_LONG_CHARACTERS || lineCount(text) >= MIN_LONG_LINES;

export const lineCount = (text: string): number => text.trimEnd().split('\n').length;
