import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { MakeToken } from '../../../src/auth/tokens/tokens.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { freePort } from '../../support/built-server.ts';
import { COMMAND_LINE, type CommandLine, type Ended, startCommandLine } from '../../support/command-line.ts';
import { eventually, type Member, newMember } from '../../support/member.ts';
import { makeToken } from '../../support/sign-in/tokens.ts';
import { type Interruption, startUnreliableProxy, type UnreliableProxy } from '../../support/unreliable-proxy.ts';

/** Arguments, and what of the environment differs. */
type Given = [args: string[], env?: Record<string, string>];

describe('parley on the command line', () => {
  const home = mkdtempSync(join(tmpdir(), 'parley-home-'));
  let app: TestApp;
  let proxy: UnreliableProxy;
  let ada: Member;
  let room: Room;
  let token: string;
  const started: CommandLine[] = [];

  beforeAll(async () => {
    app = await startApp();
    proxy = await startUnreliableProxy(app.url);
    ada = await newMember(app.url);
    token = (await makeToken(ada, { name: 'By hand' })).secret;
  }, 120_000);

  beforeEach(async () => {
    room = await ada.must<Room>('POST', '/rooms', { name: `Alerts ${randomUUID().slice(0, 8)}`, kind: 'private' });
  });

  afterAll(async () => {
    for (const program of started) program.stop();
    await proxy.close();
    await app.close();
    rmSync(home, { recursive: true });
  });

  /** Whatever else the environment holds. */
  const environment = () => ({ HOME: home, PARLEY_URL: app.url, PARLEY_TOKEN: token });
  const run = (args: string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}) =>
    startCommandLine(args, { ...environment(), ...env }, input).ended;
  const messages = async (): Promise<Message[]> =>
    (await ada.must<History>('GET', `/rooms/${room.id}/messages`)).items.filter(({ kind }) => kind === 'text');
  const bodies = async () => (await messages()).map(({ body }) => body);
  const done: Ended = { code: 0, out: '', err: '' };
  const secretWith = async (wanted: Partial<MakeToken>) => (await makeToken(ada, wanted)).secret;
  /** A file below the home of the program. */
  const written = (name: string, content: string, mode = 0o600): string => {
    const path = join(home, name);
    mkdirSync(join(path, '..'), { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, content, { mode });
    return path;
  };

  test('is handed out by the server to everybody', async () => {
    const response = await fetch(`${app.url}/cli/parley.mjs`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(response.headers.get('content-disposition')).toContain('attachment');
    expect(await response.text()).toBe(readFileSync(COMMAND_LINE, 'utf8'));
  });

  test('is one file that needs nothing but Node', () => {
    const source = readFileSync(COMMAND_LINE, 'utf8');
    const imported = [...source.matchAll(/^import .* from '([^']+)'/gm)].map(([, name = '']) => name);
    expect(imported.length).toBeGreaterThan(0);
    expect(imported.filter((name) => !name.startsWith('node:'))).toEqual([]);
    expect(source).not.toMatch(/\b(?:import|require)\(/);
  });

  test('says what it does, and all that docs/integrations.md says of it', async () => {
    const { code, out } = await run(['help'], { env: { PARLEY_URL: '', PARLEY_TOKEN: '' } });
    expect(code).toBe(0);
    for (const command of ['send', 'upload', 'read', 'tail', 'rooms', 'search', 'whoami', 'login'])
      expect(out).toContain(`  parley ${command} `);
    const page = readFileSync(join(import.meta.dirname, '../../../docs/integrations.md'), 'utf8');
    const section = page.slice(page.indexOf('\n## From a shell'), page.indexOf('\n## A bot'));
    const shown = section.match(/parley [a-z]+ .*|`--[a-z-]+`/g) ?? [];
    const options = shown.flatMap((line) => line.match(/(?<= |`)--[a-z-]+/g) ?? []);
    expect(options.length).toBeGreaterThan(3);
    for (const option of options) expect(out).toContain(`  ${option} `);
  });

  test('sends its arguments, or what comes on standard input, by the name or the id of a room', async () => {
    expect(await run(['send', room.name, 'deployed', '*v1.4*'])).toEqual(done);
    expect(await run(['send', `#${room.name.toUpperCase()}`], { input: 'two\nlines\n' })).toEqual(done);
    expect(await run(['send', room.id, '-'], { input: 'by its id' })).toEqual(done);
    expect(await bodies()).toEqual(['deployed *v1.4*', 'two\nlines', 'by its id']);
    expect((await messages())[0]).toMatchObject({ author: { id: ada.id }, via: 'By hand' });
  });

  test('shows what a program prints as code, without its colours and progress', async () => {
    const input = '\u001b[31mred\u001b[0m\r\n10 %\r100 %\n```\n\u0007bell\n\n';
    expect(await run(['send', room.id, '--code'], { input })).toEqual(done);
    expect(await bodies()).toEqual(['````\nred\n100 %\n```\nbell\n````']);
  });

  test('attaches the whole of a text that is too long, and shows the end of code', async () => {
    const input = Array.from({ length: 900 }, (_, index) => `line ${index}`).join('\n');
    expect(await run(['send', room.id, '--code'], { input })).toEqual(done);
    expect(await run(['send', room.id], { input })).toEqual(done);
    expect(await run(['send', room.id], { input: 'x'.repeat(5_000) })).toEqual(done);
    const [code, text, line] = await messages();
    expect(code).toMatchObject({
      body: expect.stringMatching(/^```\n… \d+ lines before\nline \d+\n(.*\n)*line 899\n```$/),
      attachments: [{ name: 'output.txt', size: input.length + 1 }],
    });
    expect(text).toMatchObject({
      body: expect.stringMatching(/^line 0\n(.*\n)*… and \d+ lines more$/),
      attachments: [{ name: 'message.md' }],
    });
    expect(line).toMatchObject({ body: expect.stringMatching(/^x{3900,}\n…$/), attachments: [{ size: 5_001 }] });
  });

  test('sends files, with words and without', async () => {
    const plan = written('plan.txt', 'the plan');
    const notes = written('notes.txt', 'the notes');
    expect(await run(['send', room.id, 'Look:', '--file', plan])).toEqual(done);
    expect(await run(['upload', room.id, plan, notes])).toEqual(done);
    expect(await messages()).toMatchObject([
      { body: 'Look:', attachments: [{ name: 'plan.txt', size: 8 }] },
      { body: '', attachments: [{ name: 'plan.txt' }, { name: 'notes.txt' }] },
    ]);
  });

  describe('sends one message', () => {
    test.each<[string, Interruption[]]>([
      ['the connection ends before the server has it', ['before']],
      ['… after the server has it', ['after']],
      ['… within the answer', ['within']],
      ['the server asks to wait', ['busy']],
      ['all of that happens', ['before', 'after', 'busy', 'within']],
    ])('when %s', async (_what, interruptions) => {
      proxy.interruptions = [...interruptions];
      proxy.sends = 0;
      const { code, out } = await run(['send', room.id, 'once', '--json'], { env: { PARLEY_URL: proxy.url } });
      expect(code).toBe(0);
      expect(proxy.sends).toBe(interruptions.length + 1);
      const sent = await messages();
      expect(sent.map(({ body }) => body)).toEqual(['once']);
      expect(JSON.parse(out)).toMatchObject({ id: sent[0]?.id, body: 'once' });
    });

    test('under a key, however often it is run', async () => {
      expect(await run(['send', room.id, 'build 7', '--key', 'build 7'])).toEqual(done);
      expect(await run(['send', room.id, 'build 7', '--key', 'build 7'])).toEqual(done);
      const other = await run(['send', room.id, 'with other words', '--key', 'build 7']);
      expect(other).toMatchObject({ code: 0, err: expect.stringContaining('under the key build 7 before') });
      expect(await run(['send', room.id, 'build 8', '--key', 'build 8'])).toEqual(done);
      expect(await bodies()).toEqual(['build 7', 'build 8']);
    });

    test('under an id, which takes no other content', async () => {
      const id = randomUUID();
      for (let time = 0; time < 2; time++) expect(await run(['send', room.id, 'a', '--client-id', id])).toEqual(done);
      expect(await run(['send', room.id, 'b', '--client-id', id])).toMatchObject({ code: 1 });
      expect(await bodies()).toEqual(['a']);
    });
  });

  test('gives up after its time, and says that it can be repeated by its exit code', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const ended = await run(['send', room.id, 'x', '--timeout', '1'], { env: { PARLEY_URL: url } });
    expect(ended).toMatchObject({ code: 6, err: expect.stringContaining(`${url} cannot be reached (ECONNREFUSED)`) });
    proxy.interruptions = ['busy'];
    const busy = await run(['send', room.id, 'x', '--timeout', '1', '--json'], { env: { PARLEY_URL: proxy.url } });
    expect(busy.code).toBe(6);
    expect(JSON.parse(busy.err)).toMatchObject({ exitCode: 6, status: 503 });
    proxy.interruptions = [];
    expect(await messages()).toEqual([]);
  });

  describe('with a token that is not accepted', () => {
    const wayOut = () => `Make one at ${app.url} in Settings, Security, Tokens for programs`;
    const refusedWith = async (env: Record<string, string>, words: string) => {
      const { code, out, err } = await run(['send', room.id, 'x'], { env });
      expect({ code, out }).toEqual({ code: 3, out: '' });
      expect(err).toContain(words);
      expect(err).toContain(wayOut());
      expect(err).toContain('PARLEY_TOKEN_FILE');
      expect(err.trim().split('\n')).toHaveLength(1);
    };

    test('ends with 3 and says where to get another: revoked', async () => {
      const { token: made, secret } = await makeToken(ada);
      await ada.must('DELETE', `/auth/tokens/${made.id}`);
      await refusedWith({ PARLEY_TOKEN: secret }, 'revoked or has ended');
      const { err } = await run(['send', room.id, 'x', '--json'], { env: { PARLEY_TOKEN: secret } });
      expect(JSON.parse(err)).toMatchObject({ exitCode: 3, status: 401, code: 'session_ended' });
      expect(err).not.toContain(secret);
    });

    test('unknown, none, and no token at all', async () => {
      const unknown = token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
      await refusedWith({ PARLEY_TOKEN: unknown }, 'The server knows no such token');
      await refusedWith({ PARLEY_TOKEN: 'sesame' }, 'There is no token in PARLEY_TOKEN');
      await refusedWith({ PARLEY_TOKEN: '' }, 'There is no token in');
    });
  });

  test.each<[string, () => Given | Promise<Given>, number, string]>([
    [
      'a token without the scope',
      async () => [['send', room.id, 'x'], { PARLEY_TOKEN: await secretWith({ scopes: ['search'] }) }],
      4,
      'messages:write',
    ],
    [
      'a name, for a token that knows no rooms',
      async () => [['send', room.name, 'x'], { PARLEY_TOKEN: await secretWith({ scopes: ['messages:write'] }) }],
      4,
      'give the id of the room',
    ],
    ['a room that is none', () => [['send', randomUUID(), 'x']], 5, 'There is no such room'],
    ['a name that no room has', () => [['send', 'nowhere at all', 'x']], 5, 'parley rooms lists yours'],
    ['a server that is none', () => [['rooms'], { PARLEY_URL: 'chat.example.org' }], 2, 'is no address'],
    ['no room', () => [['send']], 2, 'send takes a room'],
    ['no text', () => [['send', room.id]], 2, 'nothing to send'],
    ['a file that is not there', () => [['upload', room.id, '/nowhere']], 2, '/nowhere cannot be read'],
    ['a command that is none', () => [['sned', room.id, 'x']], 2, 'There is no command sned'],
    ['an option that is none', () => [['send', room.id, 'x', '--loud']], 2, '--loud'],
    ['an option of another command', () => [['rooms', '--code']], 2, 'rooms takes no --code'],
    ['a token on the command line', () => [['send', room.id, token]], 2, 'Revoke this one'],
    ['a token of its person as text', () => [['send', room.id, 'x', '--key', token]], 2, 'does not belong'],
  ])('refuses %s', async (_what, given, code, words) => {
    const [args, env = {}] = await given();
    const ended = await run(args, { env });
    expect(ended).toMatchObject({ code, out: '', err: expect.stringContaining(words) });
    expect(ended.err).not.toContain(token);
    expect(await messages()).toEqual([]);
  });

  test('names the rooms of which it cannot tell which is meant', async () => {
    const second = await ada.must<Room>('POST', '/rooms', { name: room.name, kind: 'private' });
    const ended = await run(['send', room.name, 'x']);
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining(second.id) });
    expect(ended.err).toContain(room.id);
  });

  test('writes to a person by @name', async () => {
    const ben = await newMember(app.url);
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    expect(await run(['send', `@${ben.username}`, 'hello'])).toEqual(done);
    const { items } = await ada.must<History>('GET', `/rooms/${direct.id}/messages`);
    expect(items.at(-1)).toMatchObject({ body: 'hello' });
  });

  test('reads its token from a file that nobody else can read', async () => {
    const closed = written('token', `${token}\n`);
    const env = { PARLEY_TOKEN: '', PARLEY_TOKEN_FILE: closed };
    expect(await run(['send', room.id, 'from a file'], { env })).toEqual(done);
    const open = written('open-token', token, 0o644);
    const refused = await run(['send', room.id, 'x'], { env: { ...env, PARLEY_TOKEN_FILE: open } });
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining(`chmod 600 ${open}`) });
    expect(await bodies()).toEqual(['from a file']);
  });

  test('logs in: keeps a token that the server knows, for that server alone', async () => {
    const env = { PARLEY_URL: '', PARLEY_TOKEN: '', XDG_CONFIG_HOME: join(home, 'config') };
    const wrong = token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'));
    expect(await run(['login', app.url], { env, input: wrong })).toMatchObject({ code: 3 });
    const file = join(home, 'config/parley/login.json');
    expect(statSync(file, { throwIfNoEntry: false })).toBeUndefined();
    const sender = await secretWith({ scopes: ['messages:write'] });
    expect(await run(['login', `${app.url}/`], { env, input: `${sender}\n` })).toMatchObject({ code: 0, out: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await run(['send', room.id, 'logged in'], { env })).toEqual(done);
    // The same token is not given to another server.
    expect(await run(['send', room.id, 'x'], { env: { ...env, PARLEY_URL: proxy.url } })).toMatchObject({ code: 3 });
    expect(await bodies()).toEqual(['logged in']);
  });

  test('lists rooms, reads, searches and says who it is', async () => {
    await ada.must('PATCH', '/users/me', { displayName: 'Ada Lovelace' });
    const word = `w${randomUUID().slice(0, 8)}`;
    await run(['send', room.id, `the ${word}\u202e of a\nmessage`]);
    expect((await run(['rooms'])).out).toContain(`${room.id}  ${room.name}`);
    const listed = (await run(['rooms', '--json'])).out.trim().split('\n');
    expect(listed.map((line) => (JSON.parse(line) as Room).id)).toContain(room.id);
    const { out } = await run(['read', room.id, '--limit', '1']);
    expect(out).toMatch(
      new RegExp(`^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d Ada Lovelace: the ${word}\ufffd of a\n    message\n$`),
    );
    expect((await run(['search', word, '--room', room.name])).out).toContain(`the ${word}`);
    const found = JSON.parse((await run(['search', word, '--json'])).out) as Message;
    expect(found).toMatchObject({ roomId: room.id, author: { id: ada.id } });
    expect((await run(['whoami'])).out).toBe(`Ada Lovelace (@${ada.username}) at ${app.url}\n`);
  });

  test('follows a room, also over an outage', async () => {
    await ada.must('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'before' });
    const tail = startCommandLine(['tail', room.id, '--json'], { ...environment(), PARLEY_URL: proxy.url });
    started.push(tail);
    const read = () =>
      tail
        .out()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Message)
        .filter(({ kind }) => kind === 'text')
        .map(({ body }) => body);
    const say = (body: string) => ada.must('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body });
    await eventually(() => read().includes('before'), 'what was there is printed');
    await say('new');
    await eventually(() => read().includes('new'), 'what is new is printed');
    proxy.isDown = true;
    const refusedBefore = proxy.refused;
    await say('during');
    await eventually(() => proxy.refused > refusedBefore, 'it asks in vain');
    proxy.isDown = false;
    await say('after');
    await eventually(() => read().includes('after'), 'it goes on', 30_000);
    expect(read()).toEqual(['before', 'new', 'during', 'after']);
    await ada.must('DELETE', `/rooms/${room.id}`);
    expect(await tail.ended).toMatchObject({ code: 5, err: expect.stringContaining('room_not_found') });
  }, 60_000);
});
