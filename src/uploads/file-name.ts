import { create } from 'content-disposition';
import { limits } from '../shared/limits.ts';
import { isBlank } from '../shared/visible-text.ts';

/** Control characters, and those without width or that reverse the text after them: `photo[RLO]gnp.exe` shows as `photoexe.png`. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const MAX_EXTENSION_BYTES = 20;

/** A name to show and to suggest for a download. It is never used as a path on the server's disk. */
export function sanitizeFileName(given: string): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const visible = last.toWellFormed().normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ');
  const trimmed = visible.replace(/^[. ]+|[. ]+$/g, '');
  return trimmed ? shortened(withStem(trimmed)) : 'file';
}

/** A name before whose extension nothing would be seen is `file` with that extension. */
function withStem(name: string): string {
  const dot = name.lastIndexOf('.');
  return isBlank(dot > 0 ? name.slice(0, dot) : name) ? `file${dot > 0 ? name.slice(dot) : ''}` : name;
}

/** At most `limits.fileName` bytes; the extension is kept. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= limits.fileName) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= MAX_EXTENSION_BYTES ? name.slice(dot) : '';
  const letters = [...name.slice(0, name.length - extension.length)];
  while (Buffer.byteLength(letters.join('') + extension) > limits.fileName) letters.pop();
  return letters.join('').trimEnd() + extension;
}

/**
 * `Content-Disposition` (RFC 6266): the full name, and an ASCII name for old programs when the full name needs more
 * than ASCII.
 */
export function contentDisposition(type: 'inline' | 'attachment', name: string): string {
  return create(name, { type, fallback: name.replace(/[^\x20-\x7e]|["\\%]/g, '_') });
}
