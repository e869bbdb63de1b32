import { type Entry, type ZipFile, open, validateFileName } from 'yauzl';
import type { InspectionJob } from './job.ts';

const MAX_ENTRIES = 1_000;
const MAX_UNPACKED_BYTES = 100_000_000;
const RATIO = 100;
/** Small files may legitimately have a higher ratio than this. */
const RATIO_FROM = 1_000_000;
/** Bytes of the header before each packed file, at least. */
const LOCAL_HEADER_BYTES = 30;
const LINK = 0o120000;
const KIND = 0o170000;
const NESTED = /\.(zip|7z|rar|gz|tgz|tar|bz2|xz|zst|jar|lzma)$/i;
// eslint-disable-next-line no-control-regex
const ODD_NAME = /[\u0000-\u001f\u007f]|^[A-Za-z]:/;

/**
 * Looks at a ZIP's list of contents, and at nothing else: nothing is ever unpacked here, so no archive can harm the server.
 * @returns whether the list shows all that is in it, as far as a scanner or a reader could look; false for other archives
 *   in it, links, names that lead elsewhere, what unpacks to very much, and lists that cannot be read
 */
export async function inspectArchive({ path }: Extract<InspectionJob, { task: 'archive' }>): Promise<boolean> {
  const zip = await opened(path).catch(() => undefined);
  if (!zip) return false;
  try {
    if (zip.entryCount > MAX_ENTRIES) return false;
    const entries = await listed(zip);
    const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    if (unpacked > MAX_UNPACKED_BYTES || isTight(unpacked, zip.fileSize)) return false;
    return entries.every(isPlain) && !overlap(entries, zip.fileSize);
  } catch {
    return false;
  } finally {
    zip.close();
  }
}

const isTight = (unpacked: number, packed: number) => unpacked > RATIO_FROM && unpacked > RATIO * packed;

function isPlain(entry: Entry): boolean {
  const { fileName, uncompressedSize, compressedSize, externalFileAttributes } = entry;
  const isLink = ((externalFileAttributes >>> 16) & KIND) === LINK;
  const isOddlyNamed = Boolean(validateFileName(fileName)) || ODD_NAME.test(fileName);
  return (
    !isLink &&
    !isOddlyNamed &&
    !NESTED.test(fileName) &&
    !entry.isEncrypted() &&
    !isTight(uncompressedSize, compressedSize)
  );
}

/** Files that share their bytes are how a small archive unpacks to very much. */
function overlap(entries: Entry[], size: number): boolean {
  const places = entries
    .map((entry) => ({ at: entry.relativeOffsetOfLocalHeader, packed: entry.compressedSize }))
    .sort((a, b) => a.at - b.at);
  return places.some(({ at, packed }, i) => at + LOCAL_HEADER_BYTES + packed > (places[i + 1]?.at ?? size));
}

const opened = (path: string): Promise<ZipFile> =>
  new Promise((resolve, reject) =>
    open(path, { lazyEntries: true, autoClose: false, strictFileNames: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    ),
  );

const listed = (zip: ZipFile): Promise<Entry[]> =>
  new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      // The list may be longer than the archive says.
      if (entries.push(entry) > MAX_ENTRIES) return reject(new Error('too many files'));
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', reject);
    zip.readEntry();
  });
