import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../src/auth/auth.dto.ts';
import { VERSION } from '../../src/common/version.ts';
import { startApp, type TestApp } from '../support/app.ts';
import { lobbyOf, type Member, newGuest, newMember, newName, PASSWORD, ApiClient } from '../support/member.ts';
import { queryOnce, runCommand, emptyDatabase } from '../support/operator.ts';

describe('the commands of an operator', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
    await newMember(app.url); // the first is an administrator by itself
  });
  afterAll(() => app.close());

  const run = (...args: string[]) => runCommand(app.databaseUrl, args);
  const createAdmin = (username: string, email = `${username}@example.org`) =>
    run('create-admin', '--email', email, '--username', username);
  const setPassword = (output: string, password: string) =>
    new ApiClient(app.url).ask('POST', '/auth/reset-password', {
      token: /#token=([\w-]+)/.exec(output)?.[1],
      password,
    });
  const login = (name: string, password: string) =>
    new ApiClient(app.url).ask<Login>('POST', '/auth/login', { login: name, password });

  test('are listed by help', async () => {
    const help = await run('help');
    expect(help.code).toBe(0);
    for (const name of [
      'create-admin',
      'reset-second-factor',
      'let-in',
      'enable',
      'check-sign-in',
      'backup',
      'restore',
      'migrate',
      'rotate-keys',
    ])
      expect(help.output).toContain(`  ${name}`);
    expect(await run()).toEqual(help);
    expect(await run('backup', '--help')).toEqual(help);
    expect(await run('--version')).toEqual({ code: 0, output: `${VERSION}\n` });
  });

  test.each([
    ['an unknown command', ['fly'], 'There is no command "fly"'],
    ['an unknown option', ['create-admin', '--password', 'secret'], '--password'],
    ['an option without its value', ['backup', '--to'], '--to'],
    ['an option that is missing', ['create-admin', '--email', 'a@example.org'], 'needs --username'],
    ['a word too many', ['rotate-keys', 'now'], 'now'],
  ])('are refused with code 2: %s', async (_what, args, output) => {
    expect(await run(...args)).toEqual({ code: 2, output: expect.stringContaining(output) });
  });

  test('report in one line that the database is not prepared', async () => {
    const { code, output } = await runCommand(await emptyDatabase(), ['rotate-keys']);
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringMatching(/^Database: empty_\w+ at [^\n]+\nThe database is not prepared[^\n]*\n$/),
    });
  });

  test('name database and host first, without the password', async () => {
    const { output } = await run('rotate-keys');
    const { hostname, port, pathname, password } = new URL(app.databaseUrl);
    expect(output.split('\n')[0]).toBe(`Database: ${pathname.slice(1)} at ${hostname}:${port}`);
    if (password) expect(output).not.toContain(password);
  });

  describe('migrate', () => {
    test('prepares a database, three processes at once included, and does nothing twice', async () => {
      const database = await emptyDatabase();
      const onlyDatabase = { SECRET_KEY: '', MAIL_SERVER: '' };
      const all = await Promise.all([1, 2, 3].map(() => runCommand(database, ['migrate'], onlyDatabase)));
      expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
      expect(all.filter(({ output }) => / \d+ migrations ran/.test(output))).toHaveLength(1);
      expect(all.filter(({ output }) => output.includes('was up to date'))).toHaveLength(2);
      expect((await runCommand(database, ['migrate'], onlyDatabase)).output).toContain('was up to date');
      expect(await queryOnce(database, 'SELECT name FROM migrations ORDER BY id')).toEqual(
        await queryOnce(app.databaseUrl, 'SELECT name FROM migrations ORDER BY id'),
      );
    }, 90_000);

    test('says what is wrong with the address of the database', async () => {
      expect(await runCommand('mysql://db/parley', ['migrate'])).toEqual({
        code: 1,
        output: expect.stringMatching(/^Wrong setting: DATABASE_URL must be like postgres:[^\n]*\n$/),
      });
    });
  });

  describe('create-admin', () => {
    test('creates an account whose link sets the password, once, and which is in the Lobby', async () => {
      const name = newName('root');
      const { code, output } = await createAdmin(name);
      expect(code).toBe(0);
      expect(await login(name, PASSWORD)).toMatchObject({ status: 401 });
      expect(await setPassword(output, PASSWORD)).toMatchObject({ status: 204 });
      expect(await setPassword(output, 'yet another fine one')).toMatchObject({ status: 400 });
      const { status, body } = await login(name, PASSWORD);
      expect([status, body.user.role]).toEqual([200, 'admin']);
      const admin = new ApiClient(app.url) as Member;
      admin.token = body.accessToken;
      expect((await lobbyOf(admin)).lobby).toBe(true);
      expect(await admin.ask('GET', '/admin/users')).toMatchObject({ status: 200 });
    });

    test('promotes the account with this address, whose password and sessions stay', async () => {
      const member = await newMember(app.url);
      expect(await member.ask('GET', '/admin/users')).toMatchObject({ status: 403 });
      expect(await createAdmin(member.username)).toMatchObject({ code: 0 });
      expect(await member.ask('GET', '/admin/users')).toMatchObject({ status: 200 });
      expect(await login(member.username, PASSWORD)).toMatchObject({ status: 200 });
      const acts = `SELECT action, detail FROM audit_log WHERE target_id = '${member.id}' AND action = 'role_changed'`;
      const detail = { from: 'member', to: 'admin', by: 'command' };
      expect(await queryOnce(app.databaseUrl, acts)).toEqual([{ action: 'role_changed', detail }]);
    });

    test('replaces a registration whose code is pending', async () => {
      const username = newName();
      const email = `${username}@example.org`;
      await new ApiClient(app.url).must('POST', '/auth/register', { username, email, password: PASSWORD });
      const { code, output } = await createAdmin(username);
      expect(code).toBe(0);
      expect(await setPassword(output, 'yet another fine one')).toMatchObject({ status: 204 });
    });

    test.each<[string, (member: Member) => Promise<[name: string, email?: string]>, string]>([
      [
        'a name that another has',
        ({ username }) => Promise.resolve([username, `${newName()}@example.org`]),
        'is taken',
      ],
      ['a name that a guest has', async () => [(await newGuest(app.url)).username], 'is taken'],
      [
        'an address of another name',
        ({ username }) => Promise.resolve([newName(), `${username}@example.org`]),
        'is called',
      ],
      ['a name that nobody may have', () => Promise.resolve(['a b', 'ab@example.org']), 'username'],
      ['an address that is none', () => Promise.resolve([newName(), 'nowhere']), 'email'],
    ])('refuses %s', async (_what, choose, output) => {
      const member = await newMember(app.url);
      const before = await queryOnce(app.databaseUrl, "SELECT count(*) FROM users WHERE role = 'admin'");
      expect(await createAdmin(...(await choose(member)))).toEqual({
        code: 1,
        output: expect.stringContaining(output),
      });
      expect(await queryOnce(app.databaseUrl, "SELECT count(*) FROM users WHERE role = 'admin'")).toEqual(before);
    });

    test('refuses an account that was disabled', async () => {
      const member = await newMember(app.url);
      await queryOnce(app.databaseUrl, `UPDATE users SET disabled_at = now() WHERE id = '${member.id}'`);
      expect(await createAdmin(member.username)).toEqual({ code: 1, output: expect.stringContaining('disabled') });
    });
  });
});
