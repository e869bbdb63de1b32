import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Login, SessionPage } from '../../../src/auth/auth.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { runCommand } from '../../support/operator.ts';
import { mailTo } from '../../support/mailbox.ts';
import { type Member, newMember, refused } from '../../support/member.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';

const TIMEOUT_MS = 120_000;

describe('the operator lets in', () => {
  let app: TestApp;
  let admin: Member;
  let database: pg.Client;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    database = new pg.Client({ connectionString: app.databaseUrl });
    await database.connect();
  });

  afterAll(async () => {
    await database.end();
    await app.close();
  });

  const letIn = (name: string, ...flags: string[]) =>
    runCommand(app.databaseUrl, ['let-in', '--username', name, ...flags]);
  const linkFor = async (name: string, ...flags: string[]) => {
    const { code, output } = await letIn(name, ...flags);
    expect(code).toBe(0);
    const token = /\/let-in#token=([\w-]+)/.exec(output)?.[1];
    if (!token) throw new Error(`No link: ${output}`);
    return token;
  };
  const open = (token: unknown) => admin.ask<Login>('POST', '/auth/let-in', { token });

  test(
    'a person past password and second factor, once; others keep their sessions; a mail and the audit log tell (T41)',
    async () => {
      const member = await newMember(app.url);
      await withTotp(member);
      const token = await linkFor(member.username.toUpperCase());
      const { status, body } = await open(token);
      expect({ status, id: body.user.id }).toEqual({ status: 200, id: member.id });
      expect(await open(token)).toMatchObject(refused(400, 'invalid_token'));
      const { items } = await member.must<SessionPage>('GET', '/auth/sessions');
      expect(items).toContainEqual(expect.objectContaining({ by: 'operator', strength: 'operator' }));
      await mailTo(
        `${member.username}@example.org`,
        ({ subject }) => subject === 'A link into your Parley account was made',
      );
      const log = await admin.must<AuditPage>('GET', `/admin/audit?userId=${member.id}&limit=100`);
      expect(log.items).toContainEqual(
        expect.objectContaining({ action: 'let_in_link_made', actorId: null, detail: { by: 'command' } }),
      );
      expect(log.items).toContainEqual(
        expect.objectContaining({ action: 'login_succeeded', detail: { by: 'operator', strength: 'operator' } }),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'not after 15 minutes',
    async () => {
      const member = await newMember(app.url);
      const token = await linkFor(member.username);
      const { rows } = await database.query<{ left: string }>(
        `SELECT extract(epoch FROM expires_at - now()) AS left FROM proofs WHERE kind = 'let-in' AND user_id = $1`,
        [member.id],
      );
      expect(Number(rows[0]?.left)).toBeGreaterThan(13 * 60);
      expect(Number(rows[0]?.left)).toBeLessThanOrEqual(15 * 60);
      await database.query(`UPDATE proofs SET expires_at = now() - interval '1 second' WHERE user_id = $1`, [
        member.id,
      ]);
      expect(await open(token)).toMatchObject(refused(400, 'invalid_token'));
    },
    TIMEOUT_MS,
  );

  test(
    'a disabled person with --enable alone',
    async () => {
      const member = await newMember(app.url);
      await admin.must('PATCH', `/admin/users/${member.id}`, { disabled: true });
      expect(await letIn(member.username)).toMatchObject({ code: 1, output: expect.stringContaining('--enable') });
      const token = await linkFor(member.username, '--enable');
      expect((await open(token)).status).toBe(200);
      const again = await linkFor(member.username);
      await admin.must('PATCH', `/admin/users/${member.id}`, { disabled: true });
      expect(await open(again)).toMatchObject(refused(400, 'invalid_token'));
    },
    TIMEOUT_MS,
  );

  test.each([
    ['nothing', undefined, 400, 'invalid_input'],
    ['an empty word', '', 400, 'invalid_input'],
    ['a long word', 'x'.repeat(201), 400, 'invalid_input'],
    ['a word that was never printed', 'x'.repeat(43), 400, 'invalid_token'],
  ] as const)('nobody by %s', async (_, token, status, code) => {
    expect(await open(token)).toMatchObject(refused(status, code));
  });

  test(
    'nobody who is not there',
    async () => {
      expect(await letIn('nobody_here')).toMatchObject({
        code: 1,
        output: expect.stringContaining('There is no account with the user name nobody_here'),
      });
    },
    TIMEOUT_MS,
  );
});
