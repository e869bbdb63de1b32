import { describe, expect, it } from '@jest/globals';
import { nameSkeleton } from './name-skeleton.ts';

describe('the skeleton of a display name', () => {
  it.each([
    ['Cyrillic letters', 'Аdа Lоvеlасе'],
    ['Greek letters', 'Αda Lοvelace'],
    ['other case', 'ADA LOVELACE'],
    ['accents', 'Adá Lövelace'],
    ['full width', 'Ａｄａ Lovelace'],
    ['mathematical letters', '𝐀𝐝𝐚 𝓛𝓸𝓿𝓮𝓵𝓪𝓬𝓮'],
    ['blanks and points', ' A.d.a  Lovelace. '],
    ['invisible characters', 'Ada\u200b Love\u00adlace'],
    ['digits and bars for letters', 'Ada |oveIace'],
  ])('is the same with %s', (_, other) => {
    expect(nameSkeleton(other)).toBe(nameSkeleton('Ada Lovelace'));
  });

  it.each(['Ada Loveless', 'Eda Lovelace', 'Lovelace', 'Ada', 'אדה', 'エイダ'])('is another for %s', (other) => {
    expect(nameSkeleton(other)).not.toBe(nameSkeleton('Ada Lovelace'));
  });

  it('takes rn for m', () => {
    expect(nameSkeleton('Tim')).toBe(nameSkeleton('Tirn'));
  });

  it.each([
    'System',
    'Ѕуѕtеm',
    'SYSTEM.',
    'Parley',
    'Deleted account',
    'Deleted user',
    'Deleted bot',
    'Everyone',
    'Gelöschtes Konto',
    'Adm1n',
  ])('is that of the system for %s', (name) => {
    expect(nameSkeleton(name)).toBe(nameSkeleton('Administrator'));
  });

  it.each(['🙂', '…', '***', 'あ', '\u0e01'])('is never empty: %s', (name) => {
    expect(nameSkeleton(name)).not.toBe('');
  });
});
