import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { startApp, type TestApp } from '../support/app.ts';
import { postFile, upload, uploaded } from '../support/files.ts';
import { hugePng, png } from '../support/generated-files/files.ts';
import { interlacedPng } from '../support/generated-files/pictures.ts';
import { type Member, newMember, refused } from '../support/member.ts';

const MB = 1024 * 1024;
/** Bytes over the bound that a child may take between two looks at it. */
const MAX_RESIDENT_BYTES = 700 * MB;

/** Resident memory of the processes that this one has started. */
function largestChild(): number {
  const sizes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'latin1');
        const isChild = status.includes(`\nPPid:\t${process.pid}\n`);
        return isChild ? Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024 : 0;
      } catch {
        return 0; // ended meanwhile
      }
    });
  return Math.max(0, ...sizes);
}

describe('files that take much', () => {
  let app: TestApp;
  let ada: Member;
  let mallory: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    [ada, mallory] = await Promise.all([newMember(app.url), newMember(app.url)]);
  });

  afterAll(() => app.close());

  /** As many pixels as may be decoded, in a few bytes, which cannot be read row by row. */
  const demanding = () => ({ name: 'x.png', bytes: interlacedPng(10_900, 10_900) });

  test('of one person hold nobody up', async () => {
    const slow = { name: 'x.jpg', bytes: await large() };
    let answered = 0;
    const many = Array.from({ length: 20 }, () => upload(mallory, slow).finally(() => answered++));
    await uploaded(ada, { name: 'a.png', bytes: await png(1, 1) });
    expect(answered).toBeLessThan(many.length / 2);
    await Promise.all(many);
  }, 120_000);

  test('by their header alone take nothing', async () => {
    for (const bytes of [hugePng(40_000_000, 1), hugePng(1, 40_000_000)])
      expect(await uploaded(mallory, { name: 'x.png', bytes })).toMatchObject({ kind: 'file', inspected: false });
  });

  test('in memory end their child, are kept as files and not called damaged', async () => {
    expect(await uploaded(mallory, demanding())).toMatchObject({ kind: 'file', inspected: false });
    expect(largestChild()).toBeLessThan(MAX_RESIDENT_BYTES);
    expect(await postFile(mallory, 'PUT', '/users/me/avatar', demanding())).toMatchObject(
      refused(422, 'file_too_demanding'),
    );
    const { kind } = await uploaded(ada, { name: 'a.png', bytes: await png() }); // in another child
    expect(kind).toBe('image');
  }, 120_000);

  test('again and again are refused, damaged ones too', async () => {
    const bytes = (await png()).subarray(0, 16);
    const answers = [];
    for (let i = 0; i < 14; i++) answers.push((await upload(mallory, { name: 'x.png', bytes })).status);
    expect(answers[0]).toBe(422);
    expect(answers.at(-1)).toBe(429);
    expect(await uploaded(ada, { name: 'a.png', bytes: await png() })).toMatchObject({ kind: 'image' });
  });

  const large = () =>
    sharp({ create: { width: 8_000, height: 6_000, channels: 3, background: 'teal' } })
      .jpeg({ quality: 50 })
      .toBuffer();
});
