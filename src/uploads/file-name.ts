import { limits } from '../shared/limits.ts';

/** Controls, and what has no width or turns the direction of what follows: `photo[RLO]gnp.exe` shows as `photoexe.png`. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const LONGEST_EXTENSION = 20;

/** A name to show, and to suggest to whoever downloads; it never names a place on our disk. */
export function sanitizeFileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const shown = last.toWellFormed().normalize('NFC').replace(UNSEEN, '').replace(/\s+/g, ' ');
  const bare = shown.replace(/^[. ]+|[. ]+$/g, '');
  return bare ? shortened(bare) : 'file';
}

/** The extension is kept. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= limits.fileName) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= LONGEST_EXTENSION ? name.slice(dot) : '';
  const letters = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(letters.join('') + extension) > limits.fileName) letters.pop();
  return letters.join('').trimEnd() + extension;
}

/** RFC 6266: a plain name for old programs, the whole one for all others. */
export function disposition(way: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${way}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
