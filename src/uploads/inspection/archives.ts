import { type Entry, type ZipFile, open, validateFileName } from 'yauzl';
import { type InspectionJob, Refusal } from './job.ts';

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

const refuse = (why: string): never => {
  throw new Refusal('archive_refused', why);
};

/** Inspects the central directory of a ZIP; nothing is unpacked. */
export async function inspectArchive({ path }: Extract<InspectionJob, { task: 'archive' }>): Promise<null> {
  const zip = await opened(path);
  try {
    if (zip.entryCount > MAX_ENTRIES) refuse(`It holds ${zip.entryCount} files`);
    const entries = await listed(zip);
    for (const entry of entries) examine(entry);
    const unpacked = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    if (unpacked > MAX_UNPACKED_BYTES) refuse('It unpacks to more than 100 MB');
    if (unpacked > RATIO_FROM && unpacked > RATIO * zip.fileSize) refuse('It is packed tighter than files are');
    assertNotOverlapping(entries, zip.fileSize);
    return null;
  } finally {
    zip.close();
  }
}

function examine({ fileName, uncompressedSize, compressedSize, externalFileAttributes }: Entry): void {
  const fault = validateFileName(fileName);
  if (fault || ODD_NAME.test(fileName)) refuse('A file in it has a name that leads elsewhere');
  if (((externalFileAttributes >>> 16) & KIND) === LINK) refuse('It holds a link');
  if (NESTED.test(fileName)) refuse('It holds another archive');
  if (uncompressedSize > RATIO_FROM && uncompressedSize > RATIO * compressedSize)
    refuse('A file in it is packed tighter than files are');
}

/** Overlapping files let a small archive unpack to a huge size. */
function assertNotOverlapping(entries: Entry[], size: number): void {
  const places = entries
    .map((entry) => ({ at: entry.relativeOffsetOfLocalHeader, packed: entry.compressedSize }))
    .sort((a, b) => a.at - b.at);
  places.forEach(({ at, packed }, i) => {
    if (at + LOCAL_HEADER_BYTES + packed > (places[i + 1]?.at ?? size)) refuse('Files in it overlap');
  });
}

const opened = (path: string): Promise<ZipFile> =>
  new Promise((resolve, reject) =>
    open(path, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    ),
  );

const listed = (zip: ZipFile): Promise<Entry[]> =>
  new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      // The directory may be longer than the archive declares.
      if (entries.push(entry) > MAX_ENTRIES) return reject(new Refusal('archive_refused', 'It holds too many files'));
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', (error: Error) => reject(asRefusal(error)));
    zip.readEntry();
  });

const asRefusal = (error: Error): Error =>
  /absolute path|relative path|invalid characters/.test(error.message)
    ? new Refusal('archive_refused', 'A file in it has a name that leads elsewhere')
    : error;
