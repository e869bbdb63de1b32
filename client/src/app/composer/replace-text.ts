/** Replaces the text of a field where it differs, as if it were typed, so that undo works. */
export function replaceText(field: HTMLTextAreaElement, text: string): void {
  const { value } = field;
  const shorter = Math.min(value.length, text.length);
  let from = 0;
  while (from < shorter && value[from] === text[from]) from++;
  let rest = 0;
  while (rest < shorter - from && value.at(-1 - rest) === text.at(-1 - rest)) rest++;
  field.setSelectionRange(from, value.length - rest);
  const typed = text.slice(from, text.length - rest);
  // There is no other way to add to the undo history.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  if (typed || from < value.length - rest) document.execCommand(typed ? 'insertText' : 'delete', false, typed);
  if (field.value !== text) field.value = text;
}
