import { describe, expect, test } from '@jest/globals';
import { sanitizeFileName } from './file-name.ts';

describe('the name of a file', () => {
  test.each([
    ['\u3164.pdf', 'file.pdf'],
    ['\u2800', 'file'],
    ['\u0301.tar', 'file.tar'],
    [' .\u200b. ', 'file'],
    ['.pdf', 'pdf'],
    ['photo.png', 'photo.png'],
    ['한글.txt', '한글.txt'],
  ])('shows something: %j', (given, name) => expect(sanitizeFileName(given)).toBe(name));
});
