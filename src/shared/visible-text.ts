/**
 * Any character but those that show nothing by themselves: white space, controls, characters that a renderer ignores (Unicode's
 * Default_Ignorable_Code_Point, with the filler letters of Hangul), the blank of Braille, annotation marks and other
 * fillers, and combining marks, which need a letter to stand on.
 */
const SHOWS_SOMETHING =
  /[^\p{White_Space}\p{Cc}\p{Cs}\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}\u2800\ufff9-\ufffb\u{1d159}]/u;

/** Characters that set the direction of the text after them, in a name also of the text around it. */
const DIRECTION_CONTROLS = /\p{Bidi_Control}/gu;

/** Whether a reader would see nothing of the text. */
export const isBlank = (text: string): boolean => !SHOWS_SOMETHING.test(text);

/** The text without white space at its ends, and empty when it shows nothing. */
export const trimText = (text: string): string => (isBlank(text) ? '' : text.trim());

export const withoutDirectionControls = (text: string): string => text.replace(DIRECTION_CONTROLS, '');
