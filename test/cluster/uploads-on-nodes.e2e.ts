import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Attachment } from '../../src/timeline/message.dto.ts';
import { newDatabase, startApp, type TestApp } from '../support/app.ts';
import { bearer, download } from '../support/files.ts';
import { eventually, type Member, newMember } from '../support/member.ts';
import { queryOnce } from '../support/operator.ts';
import { startS3 } from '../support/services/s3.mjs';

const BASE = '/api/v1/uploads/resumable';
const PARTS = 4;

describe('resumable uploads on two nodes that share a bucket and no disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-nodes-'));
  let store: Awaited<ReturnType<typeof startS3>>;
  let databaseUrl: string;
  let nodes: [TestApp, TestApp];
  let ada: Member;

  beforeAll(async () => {
    store = await startS3(join(folder, 'bucket'));
    databaseUrl = await newDatabase();
    const start = (name: string) =>
      startApp({
        databaseUrl,
        settings: {
          DATA_DIR: join(folder, name),
          S3_ENDPOINT: store.endpoint,
          S3_BUCKET: store.bucket,
          S3_ACCESS_KEY: 'S3RVER',
          S3_SECRET_KEY: 'S3RVER',
        },
      });
    nodes = [await start('first'), await start('second')];
    ada = await newMember(nodes[0].url);
  });

  afterAll(async () => {
    for (const node of nodes) await node.close();
    await store.stop();
    rmSync(folder, { recursive: true });
  });

  const ask = (node: TestApp, method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
    fetch(node.url + path, {
      method,
      headers: { ...bearer(ada), 'tus-resumable': '1.0.0', ...headers },
      ...(body && { body: new Uint8Array(body) }),
    });
  const begin = async (length: number): Promise<string> => {
    const metadata = `filename ${Buffer.from('notes.txt').toString('base64')}`;
    const answer = await ask(nodes[0], 'POST', BASE, { 'upload-length': String(length), 'upload-metadata': metadata });
    expect(answer.status).toBe(201);
    return answer.headers.get('location') ?? '';
  };
  const ofPart = (offset: number) => ({
    'upload-offset': String(offset),
    'content-type': 'application/offset+octet-stream',
  });
  const send = (node: TestApp, path: string, offset: number, body: Buffer) =>
    ask(node, 'PATCH', path, ofPart(offset), body);
  const offsetAt = async (node: TestApp, path: string) =>
    Number((await ask(node, 'HEAD', path)).headers.get('upload-offset'));
  const contentOf = async (id: string): Promise<string> => {
    const { url } = await ada.must<Attachment>('GET', `/uploads/${id}`);
    return (await download(ada, url ?? '')).text();
  };
  const objects = async () =>
    (await queryOnce<{ count: number }>(databaseUrl, `SELECT count(*)::int FROM discarded_files`))[0]?.count;

  test('change the node at every part, and none is lost', async () => {
    for (let number = 0; number < 100; number++) {
      const content = Buffer.from(`Entry ${number} `.repeat(PARTS * 50));
      const path = await begin(content.length);
      const size = Math.ceil(content.length / PARTS);
      let answer = new Response();
      for (let part = 0; part < PARTS; part++) {
        const node = nodes[(part + number) % 2] as TestApp;
        answer = await send(node, path, part * size, content.subarray(part * size, (part + 1) * size));
        expect(answer.status).toBe(part < PARTS - 1 ? 204 : 200);
      }
      const { id } = (await answer.json()) as Attachment;
      if (number % 20 === 0) expect(await contentOf(id)).toBe(content.toString());
    }
  }, 120_000);

  test('take a part once, though two nodes are given it at the same time', async () => {
    const content = Buffer.from('abcdefghij'.repeat(100));
    const path = await begin(content.length);
    const answers = await Promise.all(nodes.map((node) => send(node, path, 0, content.subarray(0, 500))));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(await offsetAt(nodes[1], path)).toBe(500);
    const last = await send(nodes[1], path, 500, content.subarray(500));
    expect(await contentOf(((await last.json()) as Attachment).id)).toBe(content.toString());
  });

  test('count a part that was cut off as far as it came, on the other node too', async () => {
    const content = Buffer.alloc(3_000_000, 'x');
    const path = await begin(content.length);
    const cut = request(nodes[0].url + path, {
      method: 'PATCH',
      headers: { ...bearer(ada), 'tus-resumable': '1.0.0', ...ofPart(0), 'content-length': content.length },
    });
    cut.once('error', () => undefined);
    cut.write(content.subarray(0, 1_000_000), () => setTimeout(() => cut.destroy(), 300));
    const offset = await eventually(async () => (await offsetAt(nodes[1], path)) || undefined, 'a part has come');
    expect(offset).toBeGreaterThan(0);
    expect(offset).toBeLessThanOrEqual(1_000_000);
    const last = await send(nodes[1], path, offset, content.subarray(offset));
    expect(last.status).toBe(200);
    expect((await contentOf(((await last.json()) as Attachment).id)).length).toBe(content.length);
  });

  test('leave nothing behind that was given up, on any disk and in the bucket', async () => {
    await eventually(async () => (await objects()) === 0, 'the parts of before are removed');
    const before = await bucketSize();
    const path = await begin(1_000);
    await send(nodes[0], path, 0, Buffer.alloc(400, 'a'));
    await send(nodes[1], path, 400, Buffer.alloc(400, 'b'));
    expect(await objects()).toBe(2);
    expect((await ask(nodes[1], 'DELETE', path)).status).toBe(204);
    await eventually(async () => (await objects()) === 0, 'the parts are removed');
    expect(await bucketSize()).toBe(before);
    for (const name of ['first', 'second']) expect(readdirSync(join(folder, name, 'uploads/quarantine'))).toEqual([]);
  });

  const bucketSize = () => Promise.resolve(readdirSync(join(folder, 'bucket', store.bucket)).length);
});
