import { describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { download, type FileToUpload, uploaded } from '../../support/files.ts';
import {
  gif,
  hugePng,
  m4a,
  mp3,
  ogg,
  photo,
  png,
  wav,
  webm,
  zip,
  type ZipEntry,
} from '../../support/generated-files/files.ts';
import {
  apng,
  cutJpeg,
  jpegWithoutEnd,
  largeGif,
  largeJpeg,
  samsungJpeg,
} from '../../support/generated-files/pictures.ts';
import { aac, flac, fragmentedMp4, quickTime } from '../../support/generated-files/sounds.ts';
import { SharedFiles } from '../../support/shared-files.ts';

const OLE = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(1_000)]);
const cut = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length * 0.6));

describe('files of everyday', () => {
  const at = new SharedFiles();
  const served = async (url: string | null) => Buffer.from(await (await download(at.ada, url ?? '')).arrayBuffer());

  describe('pictures', () => {
    test.each([
      ['48 megapixels', 8064, 6048, 4096, 3072],
      ['108 megapixels', 12_000, 9_000, 4096, 3072],
      ['a panorama', 16_382, 3_628, 4096, 907],
      ['a long panorama', 30_000, 2_000, 4096, 273],
    ])('of %s are shown smaller', async (_, width, height, shownWidth, shownHeight) => {
      const bytes = await largeJpeg(width, height);
      const picture = await uploaded(at.ada, { name: 'p.jpg', bytes });
      expect(picture).toMatchObject({ kind: 'image', width: shownWidth, height: shownHeight, inspected: true });
      expect(await sharp(await served(picture.url)).metadata()).toMatchObject({ width: shownWidth });
      expect(picture.thumbnailUrl).not.toBeNull();
    }, 60_000); // prettier-ignore

    test('that are long screenshots too', async () => {
      const bytes = await png(1080, 20_000);
      const picture = await uploaded(at.ada, { name: 'page.png', bytes });
      expect(picture).toMatchObject({ kind: 'image', width: 221, height: 4096 });
    }, 60_000);

    test.each([
      ['wider than is decoded', () => hugePng(40_000_000, 1)],
      ['higher than is decoded', () => hugePng(1, 40_000_000)],
      ['of 2,500 megapixels', () => hugePng(50_000, 50_000)],
    ])('%s are kept as files', async (_, make) => {
      const picture = await uploaded(at.ada, { name: 'p.png', bytes: make() });
      expect(picture).toMatchObject({ kind: 'file', mime: 'image/png', inspected: false, thumbnailUrl: null });
      const answer = await download(at.ada, picture.url ?? '');
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
    });

    test.each([
      ['a JPEG with an invalid scan header', samsungJpeg],
      ['a JPEG without its end', jpegWithoutEnd],
      ['a JPEG that is cut off', cutJpeg],
    ])('%s is shown as browsers show it', async (_, make) => {
      const picture = await uploaded(at.ada, { name: 'p.jpg', bytes: await make() });
      expect(picture).toMatchObject({ kind: 'image', width: 300, height: 200, inspected: true });
    });

    test('a PNG that is cut off too', async () => {
      const picture = await uploaded(at.ada, { name: 'p.png', bytes: cut(await png(300, 300)) });
      expect(picture).toMatchObject({ kind: 'image', width: 300, height: 300 });
    });

    test.each([
      ['PNG', 'p.jpg', 'image/jpeg', () => png(), 'image/png'],
      ['WebP', 'p.png', undefined, async () => sharp(await png()).webp().toBuffer(), 'image/webp'],
      ['JPEG', 'p.png', 'image/png', () => photo(), 'image/jpeg'],
      ['JPEG', 'p.jpg', 'image/webp', () => photo(), 'image/jpeg'],
      ['GIF', 'p.jpeg', undefined, () => Promise.resolve(gif(2)), 'image/gif'],
    ])('a %s named %s and declared %s is what it is', async (_, name, type, make, mime) => {
      const picture = await uploaded(at.ada, { name, ...(type && { type }), bytes: await make() });
      expect(picture).toMatchObject({ kind: 'image', mime });
    }); // prettier-ignore

    test.each([
      ['300 frames', () => largeGif(300, 120, 90), 'p.gif', 300],
      ['86 large frames', () => largeGif(86, 800, 600), 'p.gif', 86],
      ['600 frames', () => Promise.resolve(gif(600)), 'p.gif', 600],
    ])('animations of %s move', async (_, make, name, pages) => {
      const picture = await uploaded(at.ada, { name, bytes: await make() });
      expect(picture).toMatchObject({ kind: 'image', animated: true });
      expect(await sharp(await served(picture.url), { animated: true, limitInputPixels: false }).metadata()).toMatchObject({ pages });
    }, 60_000); // prettier-ignore

    test.each([
      ['601 frames', () => gif(601), 'p.gif', 'image/gif'],
      ['frames of too many pixels', () => gif(100, 2_000, 2_000), 'p.gif', 'image/gif'],
      ['601 frames of PNG', () => apng(601), 'p.png', 'image/png'],
    ])('animations of %s are files with a still picture', async (_, make, name, mime) => {
      const bytes = make();
      const picture = await uploaded(at.ada, { name, bytes });
      expect(picture).toMatchObject({ kind: 'file', mime, inspected: false, size: bytes.length });
      expect(await sharp(await served(picture.thumbnailUrl)).metadata()).toMatchObject({ format: 'webp' });
    });

    test('animated PNGs move, and hold nothing but pixels', async () => {
      const bytes = Buffer.concat([apng(3, 16, 'taken in Berlin'), Buffer.from('<script>alert(1)</script>')]);
      const picture = await uploaded(at.ada, { name: 'p.png', bytes });
      expect(picture).toMatchObject({ kind: 'image', mime: 'image/png', animated: true, width: 16, height: 16 });
      const after = await served(picture.url);
      expect([after.includes('acTL'), after.toString('latin1').split('fcTL').length - 1]).toEqual([true, 3]);
      expect(after.includes('Berlin') || after.includes('script')).toBe(false);
      expect(await sharp(after).metadata()).toMatchObject({ format: 'png', width: 16 });
    });

    test('animated PNGs with a damaged frame lose it and what comes after', async () => {
      const bytes = apng(4);
      const third = bytes.indexOf('fdAT', bytes.indexOf('fdAT') + 4);
      bytes.writeUInt8(bytes.readUInt8(third + 14) ^ 0xff, third + 14); // its checksum is wrong now
      const picture = await uploaded(at.ada, { name: 'p.png', bytes });
      const after = await served(picture.url);
      expect(after.toString('latin1').split('fcTL').length - 1).toBe(2);
    });
  });

  describe('sounds', () => {
    const sounds: [string, string, string | undefined, Buffer, string, number][] = [
      ['of a fragmented MP4 with a second handler', 'voice.m4a', 'audio/mp4', fragmentedMp4(3), 'audio/mp4', 3_000],
      ['in an MP4 that is called a film', 'voice.mp4', 'audio/mp4', m4a(5), 'audio/mp4', 5_000],
      ['in an MP4 that is declared a film', 'voice.mp4', 'video/mp4', m4a(5), 'audio/mp4', 5_000],
      ['in an M4A that is declared a film', 'voice.m4a', 'video/mp4', m4a(5), 'audio/mp4', 5_000],
      ['in FLAC', 'a.flac', 'audio/flac', flac(3), 'audio/flac', 3_000],
      ['in AAC', 'a.aac', undefined, aac(3), 'audio/aac', 3_000],
      ['in M4A named MP3', 'a.mp3', 'audio/mpeg', m4a(3), 'audio/mp4', 3_000],
      ['in WAV named MP3', 'a.mp3', undefined, wav(3), 'audio/wav', 3_000],
      ['in Ogg named WebM', 'a.webm', 'audio/webm', ogg(3), 'audio/ogg', 3_000],
      ['of eleven minutes', 'a.wav', undefined, wav(660, 1_000), 'audio/wav', 660_000],
      ['of eleven minutes in MP3', 'a.mp3', undefined, mp3(660), 'audio/mpeg', 660_000],
      ['that is cut off', 'a.webm', undefined, webm(3).subarray(0, -4), 'audio/webm', 2_500],
    ];
    test.each(sounds)('%s are played', async (_, name, type, bytes, mime, milliseconds) => {
      const sound = await uploaded(at.ada, { name, ...(type && { type }), bytes });
      expect(sound).toMatchObject({ kind: 'audio', mime, inspected: true });
      expect(Math.abs((sound.durationMs ?? 0) - milliseconds)).toBeLessThan(100);
    });

    test('of more than 16 MB are played', async () => {
      const sound = await uploaded(at.ada, { name: 'a.wav', bytes: wav(1_100, 16_000) });
      expect(sound).toMatchObject({ kind: 'audio', durationMs: 1_100_000 });
    });

    test('whose length cannot be read are files', async () => {
      const sound = await uploaded(at.ada, { name: 'x.ogg', bytes: ogg(2).subarray(0, 40) });
      expect(sound).toMatchObject({ kind: 'file', durationMs: null, inspected: false });
    });

    test.each(['wide', 'mdat', 'moov', 'free', 'skip', 'pnot'])(
      'films of QuickTime may begin with %s',
      async (atom) => {
        const film = await uploaded(at.ada, { name: 'a.mov', type: 'video/quicktime', bytes: quickTime(atom) });
        expect(film).toMatchObject({ kind: 'file', mime: 'video/quicktime', inspected: true });
      },
    );

    test('films stay films', async () => {
      const film = await uploaded(at.ada, { name: 'a.m4a', type: 'audio/mp4', bytes: fragmentedMp4(2, 'vide') });
      expect(film).toMatchObject({ kind: 'file', mime: 'video/mp4', inspected: true });
    });
  });

  describe('archives and documents', () => {
    test.each(['a.docx', 'a.xlsx', 'a.pptx'])('with a password are taken, and marked: %s', async (name) => {
      expect(await uploaded(at.ada, { name, bytes: OLE })).toMatchObject({ kind: 'file', inspected: false });
    });

    const lots = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `${i}` }));
    const hidden: [string, ZipEntry[]][] = [
      ['of more than 1,000 files', lots(1_001)],
      ['that unpacks to more than 100 MB', [{ name: 'a', data: Buffer.alloc(2_000_000, 'abcdefgh12345678'), claims: 150_000_000 }]],
      ['that is packed tighter than most files are', [{ name: 'app.log', data: Buffer.alloc(20_000_000) }]],
      ['with another archive in it', [{ name: 'app.log.1.gz', data: zip([{ name: 'a' }]) }]],
      ['with a name that leads up', [{ name: '../../etc/passwd' }]],
      ['with a name that begins at the root', [{ name: '/etc/passwd' }]],
      ['with the name of a drive', [{ name: 'C:/autoexec.bat' }]],
      ['with a name that goes on after its end', [{ name: 'a.txt\0.exe' }]],
      ['with a link in it', [{ name: 'link', data: Buffer.from('/etc/passwd'), link: true }]],
    ]; // prettier-ignore
    test.each(hidden)('%s are taken as they are, and marked', async (_, files) => {
      const bytes = zip(files);
      for (const name of ['x.zip', 'x.docx', 'x.unknown']) {
        const archive = await uploaded(at.ada, { name, bytes });
        expect(archive).toMatchObject({ kind: 'file', size: bytes.length, inspected: false });
      }
    });

    test('whose files share their bytes, or without a list, are marked too', async () => {
      const bytes = zip([{ name: 'one' }, { name: 'two' }]);
      bytes.writeUInt32LE(0, bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1')) + 42);
      expect(await uploaded(at.ada, { name: 'x.zip', bytes })).toMatchObject({ inspected: false });
      const head = zip([{ name: 'a' }]).subarray(0, 30);
      expect(await uploaded(at.ada, { name: 'x.zip', bytes: head })).toMatchObject({ inspected: false });
    });

    const plain: [string, FileToUpload][] = [
      ['of 1,000 files', { name: 'x.zip', bytes: zip(lots(1_000).map(({ name }) => ({ name: `folder/${name}.txt` }))) }],
      ['of .NET, with its separators', { name: 'x.zip', bytes: zip([{ name: 'folder\\a.txt' }]) }],
    ]; // prettier-ignore
    test.each(plain)('%s are looked into', async (_, file) => {
      expect(await uploaded(at.ada, file)).toMatchObject({ kind: 'file', inspected: true });
    });

    test('under the name of another archive are what they are', async () => {
      const archive = await uploaded(at.ada, { name: 'x.rar', bytes: zip([{ name: 'a' }]) });
      expect(archive).toMatchObject({ kind: 'file', mime: 'application/zip', inspected: true });
    });
  });

  test('a name of 15,500 letters holds nobody up', async () => {
    const from = performance.now();
    const file = await uploaded(at.ada, { name: `${'a'.repeat(15_500)}.txt`, bytes: Buffer.from('x') });
    expect(file.name).toBe(`${'a'.repeat(146)}.txt`);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
