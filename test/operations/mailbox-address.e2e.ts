import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ServerInfo } from '../../src/health/server-info.dto.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { ApiClient, newMember } from '../support/member.ts';

const MAILBOX_URL = 'http://localhost:8025/secret';
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** The mailbox of `npm start` holds everybody's codes. */
describe('the address of the mailbox', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startApp({ settings: { MAILBOX_URL, TRUST_PROXY_HOPS: '1' } });
  });

  afterAll(() => app.close());

  const asked = async (by: ApiClient, headers: Record<string, string> = {}) =>
    (await by.ask<ServerInfo>('GET', '/server', undefined, headers)).body.mailboxUrl;

  test('is told to who started the server, on the same machine: their first sign-up needs it', async () =>
    expect(await asked(new ApiClient(app.url))).toBe(MAILBOX_URL));

  test('is told to administrators wherever they are, and to nobody else who comes by a proxy', async () => {
    const from = { 'x-forwarded-for': '127.0.0.1' };
    const [admin, member] = [await newMember(app.url), await newMember(app.url)];
    expect(await asked(admin, from)).toBe(MAILBOX_URL);
    expect(await asked(member, from)).toBeNull();
    expect(await asked(new ApiClient(app.url), from)).toBeNull();
  });

  test('is not told to other users of the machine', async () => {
    const { port } = new URL(app.url);
    const request = 'GET /api/v1/server HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n';
    const script = `exec 3<>/dev/tcp/127.0.0.1/${port}; printf '${request}' >&3; cat <&3`;
    // Only root can become another user; any other user is the one who started the server.
    const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
    const { stdout } = await promisify(execFile)('/bin/bash', ['-c', script], { ...as, cwd: '/' });
    expect(stdout).toContain(`"mailboxUrl":${JSON.stringify(isRoot ? null : MAILBOX_URL)}`);
  });
});
