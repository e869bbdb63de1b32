import { expect, it } from 'vitest';
import { drawableEmoji, type GlyphPainter } from './drawable-emoji.ts';

/** A font that draws these in colour, each 20 pixels wide, and anything else as letters or side by side. */
const fontWith = (...pictures: string[]): GlyphPainter => ({
  widthOf: (text) => (pictures.includes(text) ? 20 : 20 * [...text].filter((each) => each !== '\u200d').length),
  haveOwnColours: (texts) => texts.map((text) => pictures.includes(text)),
});

it('leaves out what the font lacks: new emoji, families and flags', () => {
  const font = fontWith('😀', '👋', '👨‍👩‍👧', '🇨🇭');
  const offered = ['😀', '👋', '🫪', '👨‍👩‍👧', '👩‍🚒', '🇨🇭', '🇦🇶'];
  expect([...drawableEmoji(offered, font)]).toEqual(['😀', '👋', '👨‍👩‍👧', '🇨🇭']);
});

it('leaves out nothing where emoji have no colours, or nothing can be measured', () => {
  const offered = ['😀', '🫪'];
  expect([...drawableEmoji(offered, fontWith())]).toEqual(offered);
  expect([...drawableEmoji(offered, { widthOf: () => 0, haveOwnColours: () => [] })]).toEqual(offered);
  expect([...drawableEmoji(offered, null)]).toEqual(offered);
});
