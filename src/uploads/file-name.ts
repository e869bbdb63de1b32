import { create } from 'content-disposition';
import { limits } from '../shared/limits.ts';
import { isBlank } from '../shared/visible-text.ts';

/** Control characters, and those without width or that reverse the text after them: `photo[RLO]gnp.exe` shows as `photoexe.png`. */
const INVISIBLE = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Joiners are spelling between letters (Persian, Indic scripts; UAX #31, 2.3) and between emoji, and invisible elsewhere. */
const STRAY_JOINER =
  /(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])[\u200c\u200d]+|[\u200c\u200d]+(?![\p{L}\p{M}\p{Extended_Pictographic}])/gu;
const MAX_EXTENSION_BYTES = 20;
/** Characters at each end of a name that are looked at; what lies between is dropped before anything else. */
const MAX_GIVEN_CHARACTERS = 2 * limits.fileName;

/** A name to show and to suggest for a download. It is never used as a path on the server's disk. */
export function sanitizeFileName(given: string): string {
  const last = given.slice(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
  const visible = withoutMiddle(last).toWellFormed().normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ');
  const trimmed = visible.replace(STRAY_JOINER, '').replace(/^[. ]+|[. ]+$/g, '');
  return trimmed ? shortened(withStem(trimmed)) : 'file';
}

/** A name before whose extension nothing would be seen is `file` with that extension. */
function withStem(name: string): string {
  const dot = name.lastIndexOf('.');
  return isBlank(dot > 0 ? name.slice(0, dot) : name) ? `file${dot > 0 ? name.slice(dot) : ''}` : name;
}

/** Bounds the work on a name: its beginning and its end, where the extension is. */
function withoutMiddle(name: string): string {
  if (name.length <= 2 * MAX_GIVEN_CHARACTERS) return name;
  return name.slice(0, MAX_GIVEN_CHARACTERS) + name.slice(-MAX_GIVEN_CHARACTERS);
}

/** At most `limits.fileName` bytes; the extension is kept. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= limits.fileName) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= MAX_EXTENSION_BYTES ? name.slice(dot) : '';
  let bytes = limits.fileName - Buffer.byteLength(extension);
  let stem = '';
  for (const { segment } of new Intl.Segmenter().segment(name.slice(0, name.length - extension.length))) {
    bytes -= Buffer.byteLength(segment);
    if (bytes < 0) break;
    stem += segment;
  }
  return (stem.replace(/[\s\u200c\u200d]+$/u, '') || 'file') + extension;
}

/**
 * `Content-Disposition` (RFC 6266): the full name, and an ASCII name for old programs when the full name needs more
 * than ASCII.
 */
export function contentDisposition(type: 'inline' | 'attachment', name: string): string {
  return create(name, { type, fallback: name.replace(/[^\x20-\x7e]|["\\%]/g, '_') });
}
