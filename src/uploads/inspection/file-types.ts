import { extname } from 'node:path';
import { Problem } from '../../common/problem.ts';
import type { Attachment } from '../../timeline/message.dto.ts';

/** The content type detected from the first bytes of a file. */
export type DetectedContent =
  | ('png' | 'jpeg' | 'gif' | 'webp')
  | ('webm' | 'ogg' | 'mp3' | 'mp4' | 'quicktime' | 'wav' | 'flac' | 'aac')
  | ('zip' | 'gzip' | '7z' | 'rar')
  | ('pdf' | 'ole');

/** A known kind of file: the type it is served as, and the names and types under which it is accepted. */
export interface FileType {
  kind: Attachment['kind'];
  mime: string;
  /** Undefined for text, which has no signature. */
  content?: DetectedContent;
  extensions: string[];
  aliases?: string[];
}

const image = (content: DetectedContent, mime: string, extensions: string[], alsoCalled: string[] = []): FileType => ({
  kind: 'image',
  mime,
  content,
  extensions,
  aliases: alsoCalled,
});
const audio = (content: DetectedContent, mime: string, extensions: string[], alsoCalled: string[]): FileType => ({
  ...image(content, mime, extensions, alsoCalled),
  kind: 'audio',
});
const file = (
  content: DetectedContent | undefined,
  mime: string,
  extensions: string[],
  alsoCalled: string[] = [],
): FileType => ({ kind: 'file', mime, ...(content && { content }), extensions, aliases: alsoCalled });

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const OPEN = 'application/vnd.oasis.opendocument';

/** Every other file is accepted as a download of unknown type, HTML, SVG and XML among them. */
export const fileTypes: readonly FileType[] = [
  image('png', 'image/png', ['png']),
  image('jpeg', 'image/jpeg', ['jpg', 'jpeg', 'jpe', 'jfif'], ['image/jpg', 'image/pjpeg']),
  image('gif', 'image/gif', ['gif']),
  image('webp', 'image/webp', ['webp']),
  audio('webm', 'audio/webm', ['webm', 'weba'], ['video/webm']),
  audio('ogg', 'audio/ogg', ['ogg', 'oga', 'opus'], ['application/ogg', 'audio/opus', 'audio/vorbis', 'video/ogg']),
  audio('mp3', 'audio/mpeg', ['mp3'], ['audio/mp3', 'audio/x-mp3']),
  audio('mp4', 'audio/mp4', ['m4a'], ['audio/x-m4a', 'audio/m4a']),
  audio('wav', 'audio/wav', ['wav'], ['audio/x-wav', 'audio/wave', 'audio/vnd.wave']),
  audio('flac', 'audio/flac', ['flac'], ['audio/x-flac']),
  audio('aac', 'audio/aac', ['aac', 'adts'], ['audio/x-aac', 'audio/aacp']),
  file('mp4', 'video/mp4', ['mp4', 'm4v']),
  file('quicktime', 'video/quicktime', ['mov', 'qt']),
  file('pdf', 'application/pdf', ['pdf']),
  file('zip', 'application/zip', ['zip'], ['application/x-zip-compressed', 'application/x-zip']),
  file('zip', `${OFFICE}.wordprocessingml.document`, ['docx']),
  file('zip', `${OFFICE}.spreadsheetml.sheet`, ['xlsx']),
  file('zip', `${OFFICE}.presentationml.presentation`, ['pptx']),
  file('zip', `${OPEN}.text`, ['odt']),
  file('zip', `${OPEN}.spreadsheet`, ['ods']),
  file('zip', `${OPEN}.presentation`, ['odp']),
  file('zip', 'application/epub+zip', ['epub']),
  file('gzip', 'application/gzip', ['gz', 'tgz'], ['application/x-gzip']),
  file('7z', 'application/x-7z-compressed', ['7z']),
  file('rar', 'application/vnd.rar', ['rar'], ['application/x-rar-compressed', 'application/x-rar']),
  file(undefined, 'text/plain', ['txt', 'log', 'md']),
  file(undefined, 'text/csv', ['csv']),
  file(undefined, 'application/json', ['json']),
];

const UNKNOWN: FileType = { kind: 'file', mime: 'application/octet-stream', extensions: [] };

/**
 * Signatures at the start of a file, in hex. A list of its own rather than the package `file-type`: that opens archives
 * and names what it finds in them (`application/java-archive`), and a ZIP under another name would bypass the checks of
 * archives (see docs/dependencies.md).
 */
const signatures: [DetectedContent, offset: number, signature: string][] = [
  ['png', 0, '89504e470d0a1a0a'],
  ['jpeg', 0, 'ffd8ff'],
  ['gif', 0, '474946383761'],
  ['gif', 0, '474946383961'],
  ['webp', 8, '57454250'],
  ['wav', 8, '57415645'],
  ['webm', 0, '1a45dfa3'],
  ['ogg', 0, '4f676753'],
  ['mp4', 4, '66747970'],
  // QuickTime without `ftyp`: old cameras and some editors begin with the first of these atoms.
  ...['wide', 'mdat', 'moov', 'free', 'skip', 'pnot'].map(
    (atom) => ['quicktime', 4, Buffer.from(atom).toString('hex')] as [DetectedContent, number, string],
  ),
  ['flac', 0, '664c6143'],
  ['mp3', 0, '494433'],
  ['zip', 0, '504b0304'],
  ['zip', 0, '504b0506'], // an empty archive
  ['pdf', 0, '255044462d'],
  ['gzip', 0, '1f8b'],
  ['7z', 0, '377abcaf271c'],
  ['rar', 0, '526172211a07'],
  ['ole', 0, 'd0cf11e0a1b11ae1'],
];
const RIFF = '52494646';

/** Enough to detect every known content. */
export const HEAD_BYTES = 16;

export function detectContent(head: Buffer): DetectedContent | undefined {
  const hex = head.toString('hex');
  const found = signatures.find(([, offset, signature]) => hex.startsWith(signature, offset * 2))?.[0];
  if (found === 'webp' || found === 'wav') return hex.startsWith(RIFF) ? found : undefined;
  return found ?? (isMp3Frame(head) ? 'mp3' : isAdtsFrame(head) ? 'aac' : undefined);
}

/** A frame of AAC in ADTS: twelve set bits, layer 0, and a valid sampling rate. */
function isAdtsFrame([a = 0, b = 0, c = 0]: Buffer): boolean {
  return a === 0xff && (b & 0xf6) === 0xf0 && (c & 0x3c) <= 0x30;
}

/** An MP3 file may begin with a frame: eleven set bits, layer III, and a valid bit rate and sampling rate. */
function isMp3Frame([a = 0, b = 0, c = 0]: Buffer): boolean {
  return a === 0xff && (b & 0xe6) === 0xe2 && (b & 0x18) !== 0x08 && (c & 0xf0) !== 0xf0 && (c & 0x0c) !== 0x0c;
}

/** The types that the name and the declared type claim. */
function claimedTypes(name: string, declared: string) {
  const extension = extname(name).slice(1).toLowerCase();
  const mime = declared.split(';', 1).join().trim().toLowerCase();
  return {
    extension,
    byName: fileTypes.find(({ extensions }) => extensions.includes(extension)),
    byMime: fileTypes.find((type) => type.mime === mime || type.aliases?.includes(mime)),
  };
}

/** Contents that take the place of each other: pictures and sounds are served as what they are, archives only downloaded. */
const classes: readonly ReadonlySet<DetectedContent>[] = [
  new Set(['png', 'jpeg', 'gif', 'webp']),
  new Set(['webm', 'ogg', 'mp3', 'mp4', 'quicktime', 'wav', 'flac', 'aac']),
  new Set(['zip', 'gzip', '7z', 'rar']),
];

function areOfOneClass(one: DetectedContent | undefined, other: DetectedContent | undefined): boolean {
  return one === other || classes.some((each) => one && other && each.has(one) && each.has(other));
}

/** Word, Excel and PowerPoint write a document with a password as OLE, under the same extension. */
export const isEncryptedOffice = ({ mime }: FileType, content?: DetectedContent): boolean =>
  content === 'ole' && mime.startsWith(OFFICE);

/**
 * The type that a file is treated as. Name, declared type and content must agree as far as they claim anything; within a
 * class the content decides, for programs that save pictures and sounds under the extension of another format.
 * @throws Problem `file_type_mismatch` when they disagree
 */
export function resolveFileType(name: string, declared: string, content: DetectedContent | undefined): FileType {
  const { byName, byMime, extension } = claimedTypes(name, declared);
  for (const claim of [byName, byMime])
    if (claim?.content && !areOfOneClass(claim.content, content) && !isEncryptedOffice(claim, content))
      throw new Problem('file_type_mismatch');
  if (byName && byMime?.content && !areOfOneClass(byName.content, byMime.content))
    throw new Problem('file_type_mismatch');
  // Without an extension (a recording, a picture from the clipboard) the declared type names it.
  const claimed = byName ?? (extension ? UNKNOWN : (byMime ?? UNKNOWN));
  if (!claimed.content || claimed.content === content || content === 'ole') return claimed;
  return fileTypes.find((type) => type.content === content) ?? UNKNOWN;
}

/** Whether the content is a sound or a film, which only a look into its tracks can tell. */
export const isSoundOrFilm = (type: FileType): boolean => type.kind === 'audio' || type.mime.startsWith('video/');
