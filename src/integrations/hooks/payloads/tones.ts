import type { MessageTone } from '../../../timeline/message.dto.ts';

const WORDS: Readonly<Record<string, MessageTone>> = {
  ...{ good: 'good', success: 'good', ok: 'good', resolved: 'good', green: 'good', passed: 'good' },
  ...{ warning: 'warning', warn: 'warning', yellow: 'warning', orange: 'warning', unstable: 'warning' },
  ...{ danger: 'danger', error: 'danger', fatal: 'danger', critical: 'danger', failure: 'danger', failed: 'danger' },
  ...{ firing: 'danger', red: 'danger', down: 'danger' },
  ...{ info: 'info', primary: 'info', blue: 'info' },
};
const HEX = /^#?([\da-f]{3}|[\da-f]{6})$/i;
/** Less saturated colours, from 0 to 1, are grey and mean nothing. */
const MIN_SATURATION = 0.15;
/** Where the hue, in degrees, becomes another tone. */
const TONE_UP_TO: [degrees: number, tone: MessageTone][] = [
  [22, 'danger'],
  [68, 'warning'],
  [175, 'good'],
  [290, 'info'],
  [360, 'danger'],
];

/** How a program means a message by the colour or word beside it. */
export function toneOf(color: string | number | null | undefined): MessageTone | null {
  if (typeof color === 'number') return ofNumber(color);
  const word = (color ?? '').trim().toLowerCase();
  if (Object.hasOwn(WORDS, word)) return WORDS[word] ?? null;
  const [, digits] = HEX.exec(word) ?? [];
  if (digits === undefined) return null;
  return ofNumber(Number.parseInt(digits.length === 3 ? digits.replace(/./g, '$&$&') : digits, 16));
}

function ofNumber(rgb: number): MessageTone | null {
  if (!Number.isInteger(rgb) || rgb < 0 || rgb > 0xffffff) return null;
  const [red, green, blue] = [(rgb >> 16) & 255, (rgb >> 8) & 255, rgb & 255] as const;
  const most = Math.max(red, green, blue);
  const range = most - Math.min(red, green, blue);
  if (!most || range / most < MIN_SATURATION) return null;
  const hue = hueOf(red, green, blue, most, range);
  return TONE_UP_TO.find(([degrees]) => hue <= degrees)?.[1] ?? null;
}

function hueOf(red: number, green: number, blue: number, most: number, range: number): number {
  if (most === red) return (((green - blue) / range + 6) % 6) * 60;
  return most === green ? ((blue - red) / range + 2) * 60 : ((red - green) / range + 4) * 60;
}
