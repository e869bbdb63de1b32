import { describe, expect, it } from 'vitest';
import { extensionOf, formatOf, mayBePlayed } from './file-format.ts';

describe('the format of a file', () => {
  it.each([
    ['report.pdf', 'application/pdf', 'pdf'],
    ['Budget 2026.XLSX', 'application/octet-stream', 'table'],
    ['results.csv', 'text/csv', 'table'],
    ['main.ts', 'application/octet-stream', 'code'],
    ['film.mp4', 'video/mp4', 'film'],
    ['clip.webm', 'video/webm', 'film'],
    ['archive.tar.gz', 'application/gzip', 'archive'],
    ['talk.odp', 'application/vnd.oasis.opendocument.presentation', 'slides'],
    ['still.gif', 'image/gif', 'picture'],
    ['README', 'application/octet-stream', 'other'],
    ['.env', 'application/octet-stream', 'other'],
  ])('%s of %s is %s', (name, mime, format) => {
    expect(formatOf({ kind: 'file', name, mime })).toBe(format);
  });

  it.each([
    ['a.PDF', 'pdf'],
    ['a.tar.gz', 'gz'],
    ['a.b.notanextension', ''],
    ['.hidden', ''],
    ['none', ''],
    ['ends.', ''],
  ])('%s has the extension %j', (name, extension) => {
    expect(extensionOf(name)).toBe(extension);
  });
});

describe('a film', () => {
  const player = { canPlayType: (mime: string) => (mime === 'video/mp4' ? 'maybe' : '') } as const;

  it('of QuickTime is tried as MP4', () => {
    expect(mayBePlayed('video/quicktime', player)).toBe(true);
    expect(mayBePlayed('video/mp4', player)).toBe(true);
    expect(mayBePlayed('video/x-matroska', player)).toBe(false);
  });
});
