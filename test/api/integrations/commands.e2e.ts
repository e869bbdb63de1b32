import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { MadeBot } from '../../../src/integrations/bots/bots.dto.ts';
import type {
  Command,
  CommandList,
  CommandSecret,
  EphemeralMessage,
  MadeCommand,
  NewCommand,
} from '../../../src/integrations/commands/commands.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { History, Message } from '../../../src/timeline/message.dto.ts';
import {
  eventually,
  type Member,
  newMember,
  newName,
  onAnotherDevice,
  refusal,
  refused,
} from '../../support/member.ts';
import { type CommandRequest, CommandService, type ScriptedAnswer } from '../../support/services/command-service.ts';
import { programWith } from '../../support/sign-in/tokens.ts';
import { startTwoNodes, type TwoNodes } from '../../support/two-nodes.ts';

const NOT_FOUND = refused(404, 'not_found');
const FORBIDDEN = refused(403, 'forbidden');
const UNKNOWN = refused(404, 'unknown_command');
const TAKEN = refused(409, 'command_name_taken');

describe('a slash command', () => {
  let company: TwoNodes;
  let service: CommandService;
  let admin: Member;
  let ada: Member;
  let ben: Member;
  let room: Room;
  let command: Command;
  let secret: string;

  beforeAll(async () => {
    company = await startTwoNodes({ OUTBOUND_ALLOW: '127.0.0.0/8' });
    service = await new CommandService().start();
    const { url } = company.nodes[0];
    admin = await newMember(url);
    ada = await newMember(url);
    ben = await newMember(url);
    for (const person of [ada, ben]) await person.goOnline();
  }, 120_000);

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await service.stop();
    await company.stop();
  });

  beforeEach(async () => {
    service.answer = {};
    room = await ada.must<Room>('POST', '/rooms', { name: 'Operations', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
    ({ command, secret } = await make(ada, { roomIds: [room.id] }));
  });

  /** Names are of the whole server. */
  const freeName = () => `c${randomBytes(6).toString('hex')}`;
  const make = (by: Member, wanted: Partial<NewCommand> = {}) =>
    by.must<MadeCommand>('POST', '/commands', { name: freeName(), url: service.url, ...wanted });
  const run = (by: Member, text = '', clientId: string = randomUUID(), { name } = command) =>
    by.ask('POST', `/rooms/${room.id}/commands`, { name, text, clientId });
  /** What a person is told alone. */
  const told = (person: Member, clientId: string): Promise<EphemeralMessage> =>
    person.receives('ephemeral_message', (event) => event.clientId === clientId);
  /** Runs it by Ada, for an answer that only she gets. */
  async function answered(answer: ScriptedAnswer, text = ''): Promise<string> {
    service.answer = answer;
    const clientId = randomUUID();
    expect((await run(ada, text, clientId)).status).toBe(202);
    return (await told(ada, clientId)).body;
  }
  const messages = async (): Promise<Message[]> =>
    (await ada.must<History>('GET', `/rooms/${room.id}/messages`)).items.filter(({ kind }) => kind === 'text');
  function lastRequest(): CommandRequest {
    const { last } = service;
    if (!last) throw new Error('The service was not asked');
    return last;
  }
  const database = () => company.nodes[0].nest.get(Database);

  test('is asked as Slack asks, signed in both ways, and answers the devices of who ran it alone', async () => {
    const device = await onAnotherDevice(ada, company.nodes[1].url);
    await device.goOnline();
    service.answer = { body: { text: 'Deploying *v1.4*' } };
    const clientId = randomUUID();
    const answer = await run(ada, 'v1.4 to production', clientId, { ...command, name: command.name.toUpperCase() });
    expect(answer.status).toBe(202);
    const expected = {
      roomId: room.id,
      command: command.name,
      bot: { id: command.bot.id, bot: true },
      body: 'Deploying **v1.4**',
      clientId,
      replyToId: null,
    };
    expect(await told(ada, clientId)).toMatchObject(expected);
    expect(await told(device, clientId)).toMatchObject(expected);
    device.goOffline();
    expect(ben.eventsOf('ephemeral_message')).toEqual([]);
    expect(await messages()).toEqual([]);

    const { form, headers, body } = lastRequest();
    expect(form).toEqual({
      command: `/${command.name}`,
      text: 'v1.4 to production',
      user_id: ada.id,
      user_name: ada.username,
      channel_id: room.id,
      channel_name: 'Operations',
      team_id: 'localhost',
      team_domain: 'localhost',
      trigger_id: expect.any(String),
      response_url: expect.stringMatching(/^http:\/\/localhost:3000\/hooks\/replies\/[\da-f-]{36}\/[\w-]{43}$/),
    });
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded');
    const at = String(headers['x-slack-request-timestamp']);
    expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(300);
    const slack = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${slack}`);
    const { 'webhook-id': id, 'webhook-timestamp': time } = headers;
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const standard = createHmac('sha256', key)
      .update(`${String(id)}.${String(time)}.${body}`)
      .digest('base64');
    expect(headers['webhook-signature']).toBe(`v1,${standard}`);
  });

  test('answers everybody as its bot, which says who ran it and calls nobody', async () => {
    service.answer = {
      body: { response_type: 'in_channel', text: '<!channel> deployed', attachments: [{ color: 'good' }] },
    };
    expect((await run(ben)).status).toBe(202);
    const got = await ada.receivesMessage(room.id, '@channel deployed');
    expect(got).toMatchObject({
      author: { id: command.bot.id, bot: true },
      via: `/${command.name} by ${ben.user.displayName}`,
      mentionsRoom: false,
      tone: 'good',
    });
  });

  test('says to who ran it why there is no answer', async () => {
    expect(await answered({ status: 500 })).toBe(`/${command.name} answered 500`);
    expect(await answered({ status: 302, headers: { location: 'http://127.0.0.1:1/' } })).toBe(
      `/${command.name} answered 302`,
    );
    expect(await answered({ isSilent: true })).toBe(`/${command.name} did not answer in 3 s`);
    await ada.must('PATCH', `/commands/${command.id}`, { url: 'http://127.0.0.1:1/' });
    expect(await answered({})).toBe(`/${command.name} cannot be reached`);
    expect(await messages()).toEqual([]);
  });

  test('is run by the socket as well', async () => {
    service.answer = { body: 'by the socket' };
    const clientId = randomUUID();
    await ben.command('run_command', { roomId: room.id, name: command.name, text: '', clientId });
    expect((await told(ben, clientId)).body).toBe('by the socket');
  });

  test('may answer nothing at first', async () => {
    const before = ada.eventsOf('ephemeral_message').length;
    service.answer = { body: '' };
    const asked = service.requests.length;
    await run(ada);
    await eventually(() => service.requests.length > asked, 'the service is asked');
    expect(await answered({ body: 'the second' })).toBe('the second');
    expect(ada.eventsOf('ephemeral_message').length).toBe(before + 1);
  });

  test('is run in a thread, where its answers stand', async () => {
    const root = await ada.must<Message>('POST', `/rooms/${room.id}/messages`, {
      body: 'Which version?',
      clientId: randomUUID(),
    });
    const runIn = (replyToId: string, clientId: string = randomUUID()) =>
      ada.ask('POST', `/rooms/${room.id}/commands`, { name: command.name, text: '', clientId, replyToId });
    service.answer = { body: { response_type: 'in_channel', text: 'in the thread' } };
    expect((await runIn(root.id)).status).toBe(202);
    expect(await ada.receivesMessage(room.id, 'in the thread')).toMatchObject({ threadId: root.id, inRoom: false });
    const clientId = randomUUID();
    service.answer = { body: 'to Ada alone' };
    await runIn(root.id, clientId);
    expect(await told(ada, clientId)).toMatchObject({ body: 'to Ada alone', replyToId: root.id });
    const other = await ada.must<Room>('POST', '/rooms', { name: 'Elsewhere', kind: 'private' });
    const elsewhere = await ada.must<Message>('POST', `/rooms/${other.id}/messages`, {
      body: 'Not here',
      clientId: randomUUID(),
    });
    expect(await runIn(elsewhere.id)).toMatchObject(refused(404, 'message_not_found'));
    expect(await runIn(randomUUID())).toMatchObject(refused(404, 'message_not_found'));
  });

  test('runs once for a clientId', async () => {
    const clientId = randomUUID();
    const asked = service.requests.length;
    const runs = await Promise.all(Array.from({ length: 5 }, () => run(ada, 'once', clientId)));
    expect(runs.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    await answered({ body: 'later' });
    expect(service.requests.slice(asked).filter(({ form }) => form.text === 'once')).toHaveLength(1);
  });

  describe('answers later', () => {
    let address: string;
    let clientId: string;

    beforeEach(async () => {
      clientId = randomUUID();
      const asked = service.requests.length;
      await run(ada, '', clientId);
      const request = await eventually(() => service.requests[asked], 'the service is asked');
      address = (request.form.response_url ?? '').replace(/^https?:\/\/[^/]+/, company.nodes[1].url);
    });

    const reply = async (body: unknown, to = address, method = 'POST') => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(to, { method, ...(method === 'POST' && { body: text }) });
      return `${response.status} ${await response.text()}`;
    };

    test('five times, to one person or to all', async () => {
      expect(await reply({ text: 'first' })).toBe('200 ok');
      expect((await told(ada, clientId)).body).toBe('first');
      expect(await reply({ response_type: 'in_channel', text: 'second' })).toBe('200 ok');
      await ben.receivesMessage(room.id, 'second');
      for (const text of ['third', 'fourth', 'fifth']) expect(await reply({ text })).toBe('200 ok');
      expect(await reply({ text: 'sixth' })).toBe('404 no_service');
    });

    test('at no other address, by no other method, and with something to say', async () => {
      expect(await reply({ text: 'x' }, `${address}x`)).toBe('404 no_service');
      expect(await reply({ text: 'x' }, address.replace(/replies\/[^/]+/, `replies/${randomUUID()}`))).toBe(
        '404 no_service',
      );
      expect(await reply({ text: 'x' }, `${address}/more`)).toBe('404 no_service');
      expect(await reply('', address, 'GET')).toBe('405 method_not_allowed');
      expect(await reply('')).toBe('400 no_text');
      expect(await messages()).toEqual([]);
    });

    test('not after thirty minutes', async () => {
      await database().query(`UPDATE command_runs SET expires_at = now() - interval '1 second'`);
      expect(await reply({ text: 'x' })).toBe('404 no_service');
    });

    test.each<[string, () => Promise<unknown>]>([
      ['who ran it is muted', () => mute(ada.id)],
      ['who ran it has left', () => leave()],
    ])('not while %s', async (_what, act) => {
      await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'owner' });
      await ben.must('PATCH', `/rooms/${room.id}/members/${ada.id}`, { role: 'member' });
      await act();
      expect(await reply({ text: 'x' })).toBe('403 action_prohibited');
      expect(await reply({ response_type: 'in_channel', text: 'x' })).toBe('403 action_prohibited');
      const { items } = await ben.must<History>('GET', `/rooms/${room.id}/messages`);
      expect(items.filter(({ kind }) => kind === 'text')).toEqual([]);
    });

    const mute = (userId: string) =>
      ben.must('PATCH', `/rooms/${room.id}/members/${userId}`, {
        mutedUntil: new Date(Date.now() + 60_000).toISOString(),
      });
    const leave = () => ada.must('POST', `/rooms/${room.id}/leave`);
  });

  test('is not run by who may not write, by programs, or where it is not', async () => {
    const stranger = await newMember(company.nodes[0].url);
    expect(await run(stranger)).toMatchObject(refused(404, 'room_not_found'));
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, {
      mutedUntil: new Date(Date.now() + 60_000).toISOString(),
    });
    expect(await run(ben)).toMatchObject(refused(403, 'muted'));
    expect(await run(ada, '', randomUUID(), { ...command, name: 'nothing' })).toMatchObject(UNKNOWN);
    const other = await ada.must<Room>('POST', '/rooms', { name: 'Elsewhere', kind: 'private' });
    const there = { name: command.name, text: '', clientId: randomUUID() };
    expect(await ada.ask('POST', `/rooms/${other.id}/commands`, there)).toMatchObject(UNKNOWN);
    await stranger.goOnline();
    const bySocket = { roomId: room.id, name: command.name, text: '', clientId: randomUUID() };
    expect(await stranger.tryCommand('run_command', bySocket)).toMatchObject(refusal(404, 'room_not_found'));
    stranger.goOffline();
    const reader = await programWith(ada, { scopes: ['messages:read'] });
    expect(await run(reader)).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } });
    await ada.must('DELETE', `/rooms/${room.id}/members/${command.bot.id}`);
    expect(await run(ada)).toMatchObject(UNKNOWN);
  });

  test('is listed for the people of its room, without its address', async () => {
    const list = async (by: Member) => (await by.must<CommandList>('GET', `/commands?roomId=${room.id}`)).items;
    expect(await list(ben)).toEqual([{ ...command, url: null, roomIds: null }]);
    const stranger = await newMember(company.nodes[0].url);
    expect(await stranger.ask('GET', `/commands?roomId=${room.id}`)).toMatchObject(refused(404, 'room_not_found'));
    await ada.must('PATCH', `/commands/${command.id}`, { disabled: true });
    expect(await list(ben)).toEqual([]);
    expect(await run(ada)).toMatchObject(UNKNOWN);
    const managed = await ada.must<CommandList>('GET', '/commands/managed');
    expect(managed.items).toContainEqual({ ...command, disabledAt: expect.any(String) });
    expect((await ben.must<CommandList>('GET', '/commands/managed')).items).toEqual([]);
    const all = await admin.must<CommandList>('GET', '/commands/managed');
    expect(all.items.map(({ id }) => id)).toContain(command.id);
    const ofRoom = (by: Member) => by.ask<CommandList>('GET', `/commands/managed?roomId=${room.id}`);
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'moderator' });
    expect((await ofRoom(ben)).body.items).toEqual([{ ...command, disabledAt: expect.any(String) }]);
    // Kept to a room as well in which Ben keeps no order: he sees that it is there, and no more.
    const other = await ada.must<Room>('POST', '/rooms', { name: 'Elsewhere', kind: 'private' });
    const { command: wider } = await make(ada, { roomIds: [room.id, other.id] });
    expect((await ofRoom(ben)).body.items).toContainEqual({ ...wider, url: null, roomIds: null });
    expect((await ofRoom(ada)).body.items).toContainEqual(wider);
    expect(await ofRoom(stranger)).toMatchObject(refused(404, 'room_not_found'));
    await ada.must('PATCH', `/rooms/${room.id}/members/${ben.id}`, { role: 'member' });
    expect(await ofRoom(ben)).toMatchObject(FORBIDDEN);
    const program = await programWith(ada);
    expect(await program.ask('GET', '/commands/managed')).toMatchObject(refused(403, 'session_required'));
  });

  test('has a name like no other', async () => {
    const named = (name: string) => ada.ask('POST', '/commands', { name, url: service.url, roomIds: [room.id] });
    const name = `x${randomBytes(4).toString('hex').replaceAll(/\d/g, 'b')}ll`;
    await make(ada, { name, roomIds: [room.id] });
    for (const other of [
      name,
      name.toUpperCase(),
      `/${name}`,
      name.replace('ll', '1l'),
      `${name.slice(0, 3)}-${name.slice(3)}`,
    ])
      expect([other, await named(other)]).toMatchObject([other, TAKEN]);
    for (const builtIn of ['leave', 'LEAVE', '1eave', 'help', 'admin'])
      expect([builtIn, await named(builtIn)]).toMatchObject([builtIn, TAKEN]);
    expect(await ada.ask('PATCH', `/commands/${command.id}`, { name: name.toUpperCase() })).toMatchObject(TAKEN);
    expect(await named('two words')).toMatchObject({ status: 400, body: { fields: { name: expect.any(Array) } } });
  });

  test.each([
    'ftp://127.0.0.1/',
    'http://example.org/',
    'https://10.0.0.1/',
    'https://[::ffff:10.0.0.1]/',
    'http://user:password@127.0.0.1/',
    'nowhere',
  ])('asks no address such as %s', async (url) => {
    const answer = await ada.ask('POST', '/commands', { name: freeName(), url, roomIds: [room.id] });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_input', fields: { url: expect.any(Array) } } });
  });

  test('is made and managed by administrators and by who keeps order in its rooms', async () => {
    const input = { name: freeName(), url: service.url };
    expect(await ada.ask('POST', '/commands', input)).toMatchObject(FORBIDDEN);
    expect(await ben.ask('POST', '/commands', { ...input, roomIds: [room.id] })).toMatchObject(FORBIDDEN);
    expect(await admin.ask('POST', '/commands', { ...input, roomIds: [room.id] })).toMatchObject(
      refused(404, 'room_not_found'),
    );
    const routes = [
      ['PATCH', `/commands/${command.id}`, { hint: 'mine' }],
      ['POST', `/commands/${command.id}/rotate`],
      ['DELETE', `/commands/${command.id}`],
    ] as const;
    const stranger = await newMember(company.nodes[0].url);
    for (const [method, path, body] of routes) {
      expect(await ben.ask(method, path, body)).toMatchObject(FORBIDDEN);
      expect(await stranger.ask(method, path, body)).toMatchObject(NOT_FOUND);
    }
    expect(await ada.ask('PATCH', `/commands/${randomUUID()}`, {})).toMatchObject(NOT_FOUND);
    for (const [method, path, body] of routes) expect((await admin.ask(method, path, body)).status).toBeLessThan(300);
    expect(await run(ada)).toMatchObject(UNKNOWN);
  });

  test('of the whole server is there where people put its bot', async () => {
    expect(await admin.ask('POST', '/commands', { name: freeName(), url: service.url })).toMatchObject({
      status: 400,
      body: { fields: { botId: expect.any(Array) } },
    });
    const { bot } = await admin.must<MadeBot>('POST', '/bots', { username: newName('b'), displayName: 'Everywhere' });
    const { command: everywhere } = await make(admin, { botId: bot.id });
    expect(everywhere.roomIds).toBeNull();
    expect(await run(ada, '', randomUUID(), everywhere)).toMatchObject(UNKNOWN);
    await ada.must('POST', `/rooms/${room.id}/members`, { userIds: [bot.id] });
    expect((await run(ada, '', randomUUID(), everywhere)).status).toBe(202);
  });

  test('of some rooms is nowhere else, wherever its bot is', async () => {
    const { bot } = await ada.must<MadeBot>('POST', '/bots', { username: newName('b'), displayName: 'Deployments' });
    const { command: kept } = await make(ada, { roomIds: [room.id], botId: bot.id });
    const other = await ada.must<Room>('POST', '/rooms', { name: 'Elsewhere', kind: 'private' });
    await ada.must('POST', `/rooms/${other.id}/members`, { userIds: [bot.id] });
    const there = { name: kept.name, text: '', clientId: randomUUID() };
    expect(await ada.ask('POST', `/rooms/${other.id}/commands`, there)).toMatchObject(UNKNOWN);
    // Nor in its room before people have put the bot there.
    expect(await run(ada, '', randomUUID(), kept)).toMatchObject(UNKNOWN);
    await ada.must('POST', `/rooms/${room.id}/members`, { userIds: [bot.id] });
    expect((await run(ada, '', randomUUID(), kept)).status).toBe(202);
  });

  test('may be answered by a bot of its maker, which stays when it is deleted', async () => {
    const { bot } = await ada.must<MadeBot>('POST', '/bots', { username: newName('b'), displayName: 'Deployments' });
    const ofAnother = { name: freeName(), url: service.url, botId: bot.id };
    expect(await admin.ask('POST', '/commands', ofAnother)).toMatchObject(FORBIDDEN);
    const { command: made } = await make(ada, { roomIds: [room.id], botId: bot.id });
    expect(made.bot).toMatchObject({ id: bot.id, displayName: 'Deployments' });
    await ada.must('DELETE', `/commands/${made.id}`);
    expect((await ada.ask('PATCH', `/bots/${bot.id}`, { displayName: 'Still here' })).status).toBe(200);
  });

  test('has another secret after a rotation, and none that is stored or listed in words', async () => {
    const { secret: next } = await ada.must<CommandSecret>('POST', `/commands/${command.id}/rotate`);
    expect(next).not.toBe(secret);
    await answered({ body: 'ok' });
    const { headers, body } = lastRequest();
    const at = String(headers['x-slack-request-timestamp']);
    const signed = createHmac('sha256', next).update(`v0:${at}:${body}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${signed}`);
    const rows = await database().query<{ secret: Buffer }>(`SELECT secret FROM commands WHERE id = $1`, [command.id]);
    expect(rows[0]?.secret.toString('latin1')).not.toContain(next);
    expect(JSON.stringify(await ada.must('GET', '/commands/managed'))).not.toContain(next);
  });
});
