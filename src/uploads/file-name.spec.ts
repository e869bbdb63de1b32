import { describe, expect, test } from '@jest/globals';
import { sanitizeFileName } from './file-name.ts';

describe('the name of a file', () => {
  test.each([
    ['می\u200cخواهم.pdf', 'می\u200cخواهم.pdf'],
    ['क्\u200dष.txt', 'क्\u200dष.txt'],
    ['👨‍👩‍👧.txt', '👨‍👩‍👧.txt'],
    ['👩🏽‍💻 ❤️‍🔥.txt', '👩🏽‍💻 ❤️‍🔥.txt'],
    ['\u200dinvoice\u200d.\u200cexe\u200c', 'invoice.exe'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['1\u200d2.txt', '12.txt'],
  ])('%j is shown as %j', (given, shown) => expect(sanitizeFileName(given)).toBe(shown));

  test.each([
    ['\u3164.pdf', 'file.pdf'],
    ['\u2800', 'file'],
    ['\u0301.tar', 'file.tar'],
    [' .\u200b. ', 'file'],
    ['.pdf', 'pdf'],
    ['photo.png', 'photo.png'],
    ['한글.txt', '한글.txt'],
  ])('shows something: %j', (given, name) => expect(sanitizeFileName(given)).toBe(name));

  test('never ends within a letter or an emoji family', () => {
    const name = sanitizeFileName(`${'👨‍👩‍👧'.repeat(20)}.txt`);
    expect(name).toBe(`${'👨‍👩‍👧'.repeat(8)}.txt`);
  });

  test.each([15_500, 1_000_000])('of %i letters takes no time, and keeps its extension', (letters) => {
    const from = performance.now();
    for (const letter of ['a', '会', '👨‍👩‍👧', '\u0301', ' ', '\u200d', '.'])
      expect(Buffer.byteLength(sanitizeFileName(`x${letter.repeat(letters)}.pdf`))).toBeLessThanOrEqual(150);
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(sanitizeFileName(`${'会'.repeat(letters)}.pdf`)).toBe(`${'会'.repeat(48)}.pdf`);
  });
});
