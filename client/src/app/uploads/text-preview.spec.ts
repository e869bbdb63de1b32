import { describe, expect, it } from 'vitest';
import { previewOf } from './text-preview.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('the preview of a text file', () => {
  it('has its first lines, without the blank ones before them', () => {
    expect(previewOf(utf8('\n\na\r\nb\n\nc\nd\ne\n'))).toBe('a\nb\n\nc');
    expect(previewOf(utf8('only one'))).toBe('only one');
  });

  it('cuts long lines, and a character that the first bytes end within', () => {
    expect(previewOf(utf8('x'.repeat(900)))).toHaveLength(160);
    expect(previewOf(utf8('Grüße 🙂').subarray(0, -2))).toBe('Grüße');
  });

  it.each([
    ['nothing', ''],
    ['blank lines', ' \n \n'],
    ['bytes that are no text', 'a\0b'],
  ])('is none of %s', (_, text) => {
    expect(previewOf(utf8(text))).toBeNull();
  });

  it('is none of another encoding', () => {
    expect(previewOf(Uint8Array.of(0x47, 0x72, 0xfc, 0xdf, 0x65))).toBeNull();
  });
});
