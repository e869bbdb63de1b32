import type { Body, Part } from './cases.ts';
import { chance, oddText, pick, type Random } from './odd-values.ts';
import { samples } from './samples.ts';

/** A real file with bytes changed, cut, repeated or with numbers in its head made extreme. */
export function brokenFile(random: Random, bytes: Buffer): Buffer {
  const result = Buffer.from(bytes);
  for (let faults = 1 + random.below(4); faults > 0; faults--) {
    const at = random.below(Math.min(result.length, chance(random, 70) ? 64 : result.length) || 1);
    const kind = random.below(5);
    if (kind === 0) result[at] = random.below(256);
    else if (kind === 1 && at + 4 <= result.length)
      result.writeUInt32BE(pick(random, [0, 1, 16_385, 0x7fffffff, 0xffffffff]), at);
    else if (kind === 2 && at + 4 <= result.length)
      result.writeUInt32LE(pick(random, [0, 1, 16_385, 0x7fffffff, 0xffffffff]), at);
    else if (kind === 3) return result.subarray(0, at);
    else result.copy(result, at, 0, Math.min(32, result.length - at));
  }
  return chance(random, 10) ? Buffer.concat([result, result]) : result;
}

const EXTENSIONS = [
  'png',
  'jpg',
  'gif',
  'webp',
  'wav',
  'mp3',
  'ogg',
  'webm',
  'm4a',
  'zip',
  'txt',
  'svg',
  'html',
  'exe',
  '',
];

function fileName(random: Random, extension: string): string {
  const kind = random.below(6);
  if (kind < 3) return `fuzz.${extension}`;
  if (kind === 3) return `${oddText(random).slice(0, 300)}.${extension}`;
  if (kind === 4) return `${'é'.repeat(random.below(2_000))}.${extension}`;
  return pick(random, [
    '../../a.png',
    'a.png/',
    'CON',
    '.',
    '..',
    'a\u202egnp.exe',
    'a.png\u0000.exe',
    ' ',
    'a.tar.gz',
    '.png',
  ]);
}

/** A multipart body with a file, or something else in its place. */
export function uploadBody(random: Random): Body {
  const [extension, type, bytes] = pick(random, samples);
  const shownExtension = chance(random, 85) ? extension : (random.pick(EXTENSIONS) ?? '');
  const file: Part = {
    name: chance(random, 92) ? 'file' : oddText(random).slice(0, 200),
    filename: fileName(random, shownExtension),
    type: chance(random, 85)
      ? type
      : pick(random, ['text/html', 'image/svg+xml', 'x', '', 'image/png; a=b', `a/${'b'.repeat(500)}`]),
    base64: (chance(random, 20) ? bytes : brokenFile(random, bytes)).toString('base64'),
  };
  const parts = [file];
  if (chance(random, 25)) parts.unshift({ name: 'waveform', base64: Buffer.from(waveform(random)).toString('base64') });
  if (chance(random, 6)) parts.push({ ...file });
  if (chance(random, 6)) parts.unshift({ name: pick(random, ['__proto__', 'a[b]', 'constructor', '']), base64: '' });
  return { kind: 'form', parts };
}

const waveform = (random: Random): string =>
  pick(random, [
    JSON.stringify(Array.from({ length: 64 }, () => 7)),
    '[',
    '{}',
    'null',
    '[1e400]',
    oddText(random),
    '['.repeat(5_000),
  ]);

/** The metadata of a resumable upload: pairs of a name and base64. */
export function uploadMetadata(random: Random): string {
  const encode = (text: string) =>
    chance(random, 90) ? Buffer.from(text).toString('base64') : text.replace(/[^\x20-\x7e]/g, '?');
  const [extension, type] = pick(random, samples);
  const pairs = [
    `filename ${encode(fileName(random, extension))}`,
    `filetype ${encode(type)}`,
    `waveform ${encode(waveform(random))}`,
    `__proto__ ${encode('x')}`,
    ' ',
    'filename',
  ];
  return pairs.filter((_, index) => chance(random, index < 2 ? 85 : 12)).join(pick(random, [',', ',', ',', ' ', ',,']));
}
