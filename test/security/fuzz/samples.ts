import sharp from 'sharp';
import { gif, hugePng, m4a, mp3, ogg, photo, png, wav, webm, zip } from '../../support/generated-files/files.ts';

const webp = () =>
  sharp({ create: { width: 40, height: 30, channels: 3, background: 'navy' } })
    .webp()
    .toBuffer();

type Sample = readonly [extension: string, type: string, bytes: Buffer];

/** Real files, small, that are broken afterwards. */
export const samples: readonly [Sample, ...Sample[]] = [
  ['png', 'image/png', await png()],
  ['jpg', 'image/jpeg', await photo()],
  ['webp', 'image/webp', await webp()],
  ['gif', 'image/gif', gif(2)],
  ['png', 'image/png', hugePng(1, 40_000_000)],
  ['png', 'image/png', hugePng(40_000_000, 1)],
  ['png', 'image/png', hugePng(20_000, 20_000)],
  ['gif', 'image/gif', gif(2, 65_535, 65_535)],
  ['wav', 'audio/wav', wav(1)],
  ['mp3', 'audio/mpeg', mp3(1)],
  ['ogg', 'audio/ogg', ogg(1)],
  ['webm', 'audio/webm', webm(1)],
  ['m4a', 'audio/mp4', m4a(1)],
  ['zip', 'application/zip', zip([{ name: 'a.txt', data: Buffer.from('fuzzy') }])],
  ['txt', 'text/plain', Buffer.from('fuzzy words')],
];
