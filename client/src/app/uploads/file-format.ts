import type { Attachment } from '@api/timeline/message.dto.ts';
import type { IconName } from '../ui/icons.ts';

/** What a file is to a person who looks for it. */
export type FileFormat =
  'picture' | 'sound' | 'film' | 'pdf' | 'document' | 'table' | 'slides' | 'text' | 'code' | 'archive' | 'other';

export const FORMAT_ICONS = {
  picture: 'image',
  sound: 'sound',
  film: 'film',
  pdf: 'file-text',
  document: 'file-text',
  table: 'table',
  slides: 'slides',
  text: 'file-text',
  code: 'code',
  archive: 'archive',
  other: 'file',
} as const satisfies Record<FileFormat, IconName>;

const EXTENSIONS: Partial<Record<FileFormat, string>> = {
  picture: 'png jpg jpeg gif webp avif heic svg psd tif tiff bmp ico xcf ai',
  sound: 'mp3 m4a wav flac aac ogg oga opus weba mid',
  film: 'mp4 m4v mov qt webm ogv mkv avi',
  pdf: 'pdf',
  document: 'doc docx odt rtf pages epub',
  table: 'csv tsv xls xlsx ods numbers',
  slides: 'ppt pptx odp key',
  text: 'txt md log text rst adoc srt vtt',
  code:
    'json js mjs cjs jsx ts mts tsx py rb go rs java kt swift c h cpp hpp cs php sh bash zsh ps1 bat sql html htm css ' +
    'scss less xml yaml yml toml ini conf env diff patch lua pl r dart vue svelte gradle tf ipynb',
  archive: 'zip gz tgz 7z rar tar bz2 xz zst jar apk iso dmg deb rpm',
};
const BY_EXTENSION: ReadonlyMap<string, FileFormat> = new Map(
  Object.entries(EXTENSIONS).flatMap(([format, all]) => all.split(' ').map((each) => [each, format as FileFormat])),
);
/** Longer endings are words rather than extensions. */
const MAX_EXTENSION_LENGTH = 6;

/** The extension of a name in lower case, without the dot; empty when it has none. */
export function extensionOf(name: string): string {
  const found = /[^.]\.([a-z\d]+)$/i.exec(name)?.[1] ?? '';
  return found.length > MAX_EXTENSION_LENGTH ? '' : found.toLowerCase();
}

/** By the type that the server serves it as, else by the extension of its name. */
export function formatOf({ kind, mime, name }: Pick<Attachment, 'kind' | 'mime' | 'name'>): FileFormat {
  if (kind === 'audio' || mime.startsWith('audio/')) return 'sound';
  if (kind === 'image' || mime.startsWith('image/')) return 'picture';
  return mime.startsWith('video/') ? 'film' : (BY_EXTENSION.get(extensionOf(name)) ?? 'other');
}

/**
 * Whether a player is worth a try; it says when the browser cannot play the file after all. Browsers deny QuickTime, but
 * play what phones and cameras put into it: its container is that of MP4.
 */
export const mayBePlayed = (mime: string, player: Pick<HTMLVideoElement, 'canPlayType'>): boolean =>
  player.canPlayType(mime === 'video/quicktime' ? 'video/mp4' : mime) !== '';
