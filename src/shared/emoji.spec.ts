import { describe, expect, test } from '@jest/globals';
import { canonicalEmoji } from './emoji.ts';

/** As code points, because the selectors cannot be seen. */
const shown = (text: string | undefined) => [...(text ?? '')].map((c) => c.codePointAt(0)?.toString(16)).join(' ');
const text = (points: string) => String.fromCodePoint(...points.split(' ').map((point) => Number.parseInt(point, 16)));

const forms: [written: string, canonical: string][] = [
  ['1f44d', '1f44d'],
  ['1f44d fe0f', '1f44d'],
  ['1f44d 1f3fd', '1f44d 1f3fd'],
  ['1f44d fe0f 1f3fd', '1f44d 1f3fd'],
  ['2764', '2764 fe0f'],
  ['2764 fe0f', '2764 fe0f'],
  ['2764 fe0f fe0f', '2764 fe0f'],
  ['263a', '263a fe0f'],
  ['a9', 'a9 fe0f'],
  ['270c fe0f 1f3fd', '270c 1f3fd'],
  ['270c 1f3fd', '270c 1f3fd'],
  ['31 20e3', '31 fe0f 20e3'],
  ['31 fe0f 20e3', '31 fe0f 20e3'],
  ['1f468 200d 2764 200d 1f468', '1f468 200d 2764 fe0f 200d 1f468'],
  ['1f468 200d 2764 fe0f 200d 1f48b 200d 1f468', '1f468 200d 2764 fe0f 200d 1f48b 200d 1f468'],
  ['1f3f3 200d 1f308', '1f3f3 fe0f 200d 1f308'],
  ['1f937 200d 2642', '1f937 200d 2642 fe0f'],
  ['1f937 1f3fd 200d 2642 fe0f', '1f937 1f3fd 200d 2642 fe0f'],
  ['1f441 200d 1f5e8', '1f441 fe0f 200d 1f5e8 fe0f'],
  ['1f1e9 1f1ea', '1f1e9 1f1ea'],
  ['1f1e9 1f1ea fe0f', '1f1e9 1f1ea'],
  ['1f3f4 e0067 e0062 e0073 e0063 e0074 e007f', '1f3f4 e0067 e0062 e0073 e0063 e0074 e007f'],
];

describe('the one form of an emoji', () => {
  test.each(forms)('of %s is %s', (written, canonical) => {
    expect(shown(canonicalEmoji(text(written)))).toBe(canonical);
    expect(shown(canonicalEmoji(text(canonical)))).toBe(canonical);
  });

  test.each(['', 'fe0f', '31', '31 fe0f', '23', '41', '1f44d 1f44d', '2764 2764', '1f1e9', '200d', '1f44d 20'])(
    'there is none of "%s"',
    (points) => {
      expect(canonicalEmoji(points && text(points))).toBeUndefined();
    },
  );
});
