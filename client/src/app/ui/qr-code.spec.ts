import { decodeQR } from 'qr/decode.js';
import { encodeQR } from 'qr';
import { describe, expect, it } from 'vitest';
import { pathOf } from './qr-code.ts';

/** Fills the rectangles of the path, as the browser does. */
function draw(path: string, size: number): boolean[][] {
  const rows = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    rows[Number(y)]?.fill(true, Number(x), Number(x) + Number(length));
  return rows;
}

/** As a camera sees it: gray, eight pixels for each module. */
function photographed(modules: boolean[][], scale = 8) {
  const size = modules.length * scale;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      if (modules[Math.floor(y / scale)]?.[Math.floor(x / scale)])
        data.fill(0, (y * size + x) * 4, (y * size + x) * 4 + 3);
  return { width: size, height: size, data };
}

describe('the path of a QR code', () => {
  it('draws every dark module and no other', () => {
    const modules = [
      [true, true, false],
      [false, true, true],
      [false, false, false],
    ];
    expect(pathOf(modules)).toBe('M0 0h2v1h-2zM1 1h2v1h-2z');
    expect(draw(pathOf(modules), 3)).toEqual(modules);
  });

  it('is read back as the text', () => {
    const url = 'https://chat.example.org/join/K7M2XQ';
    const modules = encodeQR(url, 'raw', { ecc: 'medium', border: 2 });
    expect(decodeQR(photographed(draw(pathOf(modules), modules.length)))).toBe(url);
  });
});
