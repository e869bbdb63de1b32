const ONE_EMOJI = /^\p{RGI_Emoji}$/v;
const SHOWN_AS_TEXT = /^(?=\p{Emoji})\P{Emoji_Presentation}$/u;
const SKIN_TONE = /^\p{Emoji_Modifier}$/u;
/** Asks for the coloured form of a character that would be text. Keyboards leave it out, or add it where it means nothing. */
const VARIATION_SELECTOR = '\u{FE0F}';

/**
 * The one form of an emoji, as Unicode recommends it for interchange: with a variation selector where one is needed and
 * nowhere else. Skin tones stay. Undefined for what is not one emoji.
 */
export function canonicalEmoji(written: string): string | undefined {
  const characters = [...written].filter((character) => character !== VARIATION_SELECTOR);
  const canonical = characters.map((character, index) =>
    SHOWN_AS_TEXT.test(character) && !SKIN_TONE.test(characters[index + 1] ?? '')
      ? character + VARIATION_SELECTOR
      : character,
  );
  return [canonical.join(''), written].find((emoji) => ONE_EMOJI.test(emoji));
}
