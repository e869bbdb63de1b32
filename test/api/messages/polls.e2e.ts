import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { FoundPage } from '../../../src/search/search.dto.ts';
import type { Changes, Message } from '../../../src/timeline/message.dto.ts';
import type { OwnPoll } from '../../../src/timeline/poll.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newGuest, newMembers, refusal, refused } from '../../support/member.ts';
import { newRoom, postMessage } from '../../support/rooms.ts';
import { programWith } from '../../support/sign-in/tokens.ts';

type Settings = Record<string, unknown>;

const MINUTE_MS = 60_000;
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

describe('a poll', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
    room = await newRoom(ada, 'private', ben, cleo);
  });

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  const send = (settings: Settings = {}, by = ada, body = 'Tea or coffee?') =>
    postMessage(by, room, body, { poll: { options: ['tea', 'coffee'], ...settings } });
  const newPoll = async (settings: Settings = {}, by = ada) => {
    const { status, body } = await send(settings, by);
    expect(status).toBe(201);
    return body;
  };
  const optionsOf = ({ poll }: Message) => poll?.options.map(({ id }) => id) ?? [];
  const vote = (by: Member, { id }: Message, ...optionIds: string[]) =>
    by.ask<OwnPoll>('PUT', `/messages/${id}/poll/votes`, { optionIds });
  const seen = (by: Member, { id }: Message) => by.must<Message>('GET', `/messages/${id}`);
  const own = (by: Member, { id }: Message) => by.must<OwnPoll>('GET', `/messages/${id}/poll`);
  const results = (poll: Message['poll'] | undefined) => poll?.options.map(({ votes, voterIds }) => [votes, voterIds]);

  test('comes with its message, which asks the question', async () => {
    const closesAt = inMinutes(60);
    const sent = await ada.command('send_message', {
      roomId: room.id,
      clientId: randomUUID(),
      body: 'When?',
      poll: { options: ['Tuesday', 'Thursday'], most: 2, names: 'hidden', results: 'closed', adding: true, closesAt },
    });
    expect(sent).toMatchObject({
      body: 'When?',
      poll: {
        question: 'When?',
        options: [
          { text: 'Tuesday', votes: null, voterIds: null },
          { text: 'Thursday', votes: null, voterIds: null },
        ],
        most: 2,
        names: 'hidden',
        results: 'closed',
        adding: true,
        closesAt,
        closedAt: null,
        voters: 0,
      },
    });
    expect(await ben.receivesMessage(room.id, 'When?')).toEqual(sent);
    expect(await seen(ben, sent)).toEqual(sent);
  });

  test('has defaults, and a message without one has none', async () => {
    const asked = await newPoll();
    expect(asked.poll).toMatchObject({ most: 1, names: 'shown', results: 'always', adding: false, closesAt: null });
    expect(results(asked.poll)).toEqual([
      [0, []],
      [0, []],
    ]);
    expect((await postMessage(ada, room)).body.poll).toBeNull();
  });

  test.each<[string, Settings, string, string?]>([
    ['one option', { options: ['tea'] }, 'poll.options'],
    ['too many options', { options: Array.from({ length: 21 }, (_, index) => `option ${index}`) }, 'poll.options'],
    ['the same option twice', { options: ['Tea', ' tea'] }, 'poll.options'],
    ['an empty option', { options: ['tea', ' '] }, 'poll.options'],
    ['an option of several lines', { options: ['tea', 'a\nb'] }, 'poll.options'],
    ['an option that is too long', { options: ['tea', 'x'.repeat(201)] }, 'poll.options'],
    ['options that are no texts', { options: ['tea', 7] }, 'poll.options'],
    ['more choices than options', { most: 3 }, 'poll.most'],
    ['no choice', { most: 0 }, 'poll.most'],
    ['half a choice', { most: 1.5 }, 'poll.most'],
    ['names of another kind', { names: 'some' }, 'poll.names'],
    ['results of another kind', { results: 'never' }, 'poll.results'],
    ['a setting that is null', { adding: null }, 'poll.adding'],
    ['an end that is over', { closesAt: inMinutes(-1) }, 'poll.closesAt'],
    ['an end beyond a year', { closesAt: inMinutes(366 * 24 * 60) }, 'poll.closesAt'],
    ['an end that is no time', { closesAt: 'tomorrow' }, 'poll.closesAt'],
    ['an unknown setting', { secret: true }, 'poll.secret'],
    ['no question', {}, 'body', ''],
  ])('is refused with %s', async (_what, settings, field, body = 'Which?') => {
    const answer = await send(settings, ada, body);
    expect(answer).toMatchObject({ ...refused(400, 'invalid_input'), status: 400 });
    expect(answer.body).toMatchObject({ fields: { [field]: [expect.any(String)] } });
  });

  test('is refused where it is no poll at all', async () => {
    for (const poll of [null, [], 'poll', 7, {}])
      expect(await postMessage(ada, room, 'Which?', { poll })).toMatchObject(refused(400, 'invalid_input'));
  });

  test('counts what everybody has chosen, and tells all members', async () => {
    const asked = await newPoll();
    const [tea = '', coffee = ''] = optionsOf(asked);
    expect((await vote(ben, asked, tea)).body).toMatchObject({ voters: 1, mine: [tea] });
    expect((await vote(cleo, asked, tea)).status).toBe(200);
    expect((await vote(ben, asked, coffee)).body.mine).toEqual([coffee]);
    const changed = await ada.receives('message_changed', ({ id, poll }) => id === asked.id && poll?.voters === 2);
    expect(changed.revision).toBeGreaterThan(asked.revision);
    const now = await seen(ada, asked);
    expect(now.poll?.voters).toBe(2);
    expect(results(now.poll)).toEqual([
      [1, [cleo.id]],
      [1, [ben.id]],
    ]);
    expect((await vote(ben, asked)).body).toMatchObject({ voters: 1, mine: [] });
    expect(await own(ada, asked)).toMatchObject({ voters: 1, mine: [] });
  });

  test('does not change, and takes no revision, when the same is chosen again', async () => {
    const asked = await newPoll();
    const [tea = ''] = optionsOf(asked);
    await vote(ben, asked, tea);
    const { revision } = await seen(ada, asked);
    expect((await vote(ben, asked, tea)).status).toBe(200);
    expect((await vote(cleo, asked)).status).toBe(200);
    expect((await seen(ada, asked)).revision).toBe(revision);
    const { items } = await ada.must<Changes>('GET', `/rooms/${room.id}/changes?since=${revision}`);
    expect(items).toEqual([]);
  });

  test('takes as many options as it says, of its own', async () => {
    const asked = await newPoll({ options: ['a', 'b', 'c'], most: 2 });
    const [a = '', b = '', c = ''] = optionsOf(asked);
    expect((await vote(ben, asked, a, c)).body.mine).toEqual([a, c]);
    for (const [ids, reason] of [
      [[a, b, c], 'must be at most 2'],
      [[a, randomUUID()], 'are not options of this poll'],
      [optionsOf(await newPoll()).slice(0, 1), 'are not options of this poll'],
    ] as [string[], string][])
      expect((await vote(ben, asked, ...ids)).body).toMatchObject({ fields: { optionIds: [reason] } });
    for (const optionIds of [[a, a], 'a', [7], null])
      expect(await ben.ask('PUT', `/messages/${asked.id}/poll/votes`, { optionIds })).toMatchObject(
        refused(400, 'invalid_input'),
      );
    expect((await own(ben, asked)).mine).toEqual([a, c]);
  });

  test('with hidden names serves them to nobody', async () => {
    const asked = await newPoll({ names: 'hidden' });
    const [tea = ''] = optionsOf(asked);
    const answer = await vote(ben, asked, tea);
    expect(answer.body.mine).toEqual([tea]);
    await ada.must('POST', `/messages/${asked.id}/poll/close`);
    for (const person of [ada, ben]) {
      const { mine, ...poll } = await own(person, asked);
      expect(mine).toEqual(person === ben ? [tea] : []);
      expect(JSON.stringify([poll, await seen(person, asked)])).not.toContain(ben.id);
      expect(results(poll)).toEqual([
        [1, null],
        [0, null],
      ]);
    }
  });

  const nothing = [
    [null, null],
    [null, null],
  ];

  test('shows results to who has voted, if it says so, and in the message to nobody before the end', async () => {
    const asked = await newPoll({ results: 'voted' });
    const [tea = ''] = optionsOf(asked);
    expect(results((await vote(ben, asked, tea)).body)).toEqual([
      [1, [ben.id]],
      [0, []],
    ]);
    expect(results(await own(cleo, asked))).toEqual(nothing);
    expect(results(await own(ada, asked))).toEqual(nothing);
    for (const person of [ada, ben]) {
      const { poll } = await seen(person, asked);
      expect(results(poll)).toEqual(nothing);
      expect(poll?.voters).toBe(1);
    }
    expect(results((await vote(ben, asked)).body)).toEqual(nothing);
    await vote(ben, asked, tea);
    await ada.must('POST', `/messages/${asked.id}/poll/close`);
    expect(results((await seen(cleo, asked)).poll)).toEqual([
      [1, [ben.id]],
      [0, []],
    ]);
  });

  test('shows results to nobody before the end, if it says so', async () => {
    const asked = await newPoll({ results: 'closed' });
    const [tea = ''] = optionsOf(asked);
    const { body } = await vote(ben, asked, tea);
    expect(body.mine).toEqual([tea]);
    for (const poll of [body, await own(ada, asked), (await seen(ben, asked)).poll])
      expect(results(poll)).toEqual(nothing);
    const closed = await ada.must<OwnPoll>('POST', `/messages/${asked.id}/poll/close`);
    expect(results(closed)).toEqual([
      [1, [ben.id]],
      [0, []],
    ]);
  });

  test('is closed by its author and by moderators, for good', async () => {
    const asked = await newPoll({}, ben);
    const [tea = ''] = optionsOf(asked);
    const close = (by: Member) => by.ask<OwnPoll>('POST', `/messages/${asked.id}/poll/close`);
    expect(await close(cleo)).toMatchObject(refused(403, 'forbidden'));
    const { body, status } = await close(ben);
    expect(status).toBe(200);
    expect(body.closedAt).toEqual(expect.any(String));
    await cleo.receives('message_changed', ({ id, poll }) => id === asked.id && poll?.closedAt === body.closedAt);
    expect((await close(ada)).body.closedAt).toBe(body.closedAt);
    expect(await vote(cleo, asked, tea)).toMatchObject(refused(409, 'poll_closed'));
    expect(await ben.ask('POST', `/messages/${asked.id}/poll/options`, { text: 'water' })).toMatchObject(
      refused(409, 'poll_closed'),
    );
    const another = await newPoll({}, ben);
    expect((await ada.ask('POST', `/messages/${another.id}/poll/close`)).status).toBe(200);
  });

  test('closes by itself, and takes no vote from its time on', async () => {
    const asked = await newPoll({ closesAt: inMinutes(60) });
    const [tea = ''] = optionsOf(asked);
    await app.nest
      .get(Database)
      .query(`UPDATE polls SET closes_at = now() - interval '1 second' WHERE message_id = $1`, [asked.id]);
    expect(await vote(ben, asked, tea)).toMatchObject(refused(409, 'poll_closed'));
    await ben.receives('message_changed', ({ id, poll }) => id === asked.id && Boolean(poll?.closedAt));
    expect((await seen(ben, asked)).poll?.closedAt).toEqual(expect.any(String));
  });

  test('that is sent again after its end is the first one', async () => {
    const clientId = randomUUID();
    const poll = { options: ['tea', 'coffee'], closesAt: new Date(Date.now() + 1_500).toISOString() };
    const first = await postMessage(ada, room, 'Quick!', { poll }, clientId);
    expect(first.status).toBe(201);
    await ada.receives('message_changed', ({ id, poll: now }) => id === first.body.id && Boolean(now?.closedAt));
    const again = await postMessage(ada, room, 'Quick!', { poll }, clientId);
    expect(again).toMatchObject({ status: 200, body: { id: first.body.id } });
    const other = { ...poll, options: ['tea', 'water'] };
    expect(await postMessage(ada, room, 'Quick!', { poll: other }, clientId)).toMatchObject(
      refused(409, 'client_id_reused'),
    );
  });

  test('takes options of everybody where it says so, of its author always, and no more than fit', async () => {
    const add = (by: Member, { id }: Message, text: string) =>
      by.ask<OwnPoll>('POST', `/messages/${id}/poll/options`, { text });
    const closed = await newPoll();
    expect(await add(ben, closed, 'water')).toMatchObject(refused(403, 'forbidden'));
    expect((await add(ada, closed, 'water')).status).toBe(201);
    const open = await newPoll({ adding: true, most: 20 });
    const { status, body } = await add(ben, open, 'water');
    expect(status).toBe(201);
    expect(body.options.map(({ text }) => text)).toEqual(['tea', 'coffee', 'water']);
    await cleo.receives('message_changed', ({ id, poll }) => id === open.id && poll?.options.length === 3);
    for (const text of ['Water', ' ', 'x'.repeat(201)])
      expect(await add(cleo, open, text)).toMatchObject(refused(400, 'invalid_input'));
    for (let more = 4; more <= 20; more++) expect((await add(cleo, open, `option ${more}`)).status).toBe(201);
    expect(await add(cleo, open, 'one too many')).toMatchObject(refused(409, 'too_many_options'));
    const all = optionsOf(await seen(cleo, open));
    expect((await vote(cleo, open, ...all)).body.mine).toEqual(all);
  });

  test('keeps its question once somebody has voted', async () => {
    const asked = await newPoll();
    const edit = (body: string) => ada.tryCommand<Message>('edit_message', { messageId: asked.id, body });
    expect(await edit('Tea, or coffee?')).toMatchObject({ ok: true, data: { poll: { question: 'Tea, or coffee?' } } });
    const [tea = ''] = optionsOf(asked);
    await vote(ben, asked, tea);
    expect(await edit('Coffee or tea?')).toMatchObject(refusal(403, 'forbidden'));
    await vote(ben, asked);
    expect(await edit('Coffee or tea?')).toMatchObject({ ok: true });
    await ada.must('POST', `/messages/${asked.id}/poll/close`);
    expect(await edit('Tea?')).toMatchObject(refusal(403, 'forbidden'));
  });

  test('leaves nothing when it is deleted', async () => {
    const asked = await newPoll();
    await vote(ben, asked, ...optionsOf(asked).slice(0, 1));
    expect(await ada.command('delete_message', { messageId: asked.id })).toMatchObject({ body: '', poll: null });
    for (const [method, path, body] of [
      ['GET', 'poll'],
      ['PUT', 'poll/votes', { optionIds: [] }],
      ['POST', 'poll/options', { text: 'water' }],
      ['POST', 'poll/close'],
    ] as const)
      expect(await ada.ask(method, `/messages/${asked.id}/${path}`, body)).toMatchObject(
        refused(409, 'message_deleted'),
      );
    const left = await app.nest
      .get(Database)
      .query(
        `SELECT message_id FROM poll_options WHERE message_id = $1 UNION SELECT message_id FROM poll_votes WHERE message_id = $1`,
        [asked.id],
      );
    expect(left).toEqual([]);
  });

  test('is not found in a message without one', async () => {
    const plain = (await postMessage(ada, room)).body;
    expect(await vote(ben, plain)).toMatchObject(refused(404, 'poll_not_found'));
    expect(await ben.ask('GET', `/messages/${plain.id}/poll`)).toMatchObject(refused(404, 'poll_not_found'));
  });

  test('takes votes of guests who see it, and none of who is muted or gone', async () => {
    const before = await newPoll();
    const guest = await newGuest(app.url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    const asked = await newPoll();
    const [tea = ''] = optionsOf(asked);
    expect((await vote(guest, asked, tea)).status).toBe(200);
    expect(await vote(guest, before, ...optionsOf(before).slice(0, 1))).toMatchObject(
      refused(404, 'message_not_found'),
    );
    await ada.must('PATCH', `/rooms/${room.id}/members/${guest.id}`, { mutedUntil: inMinutes(5) });
    expect(await vote(guest, asked)).toMatchObject(refused(403, 'muted'));
    await guest.must('POST', `/rooms/${room.id}/leave`);
    expect(await vote(guest, asked)).toMatchObject(refused(404, 'message_not_found'));
    expect((await own(ada, asked)).voters).toBe(1);
  });

  test('is forwarded as its question alone', async () => {
    const asked = await newPoll();
    await vote(ben, asked, ...optionsOf(asked).slice(0, 1));
    const copy = await postMessage(ben, room, '', { forwardOf: asked.id });
    expect(copy).toMatchObject({ status: 201, body: { body: 'Tea or coffee?', poll: null } });
    const withPoll = { forwardOf: asked.id, poll: { options: ['tea', 'coffee'] } };
    expect(await postMessage(ben, room, '', withPoll)).toMatchObject(refused(400, 'invalid_input'));
  });

  test('is found by its options, in the rooms of the caller', async () => {
    const option = `lapsang ${randomUUID()}`;
    const asked = await newPoll({ options: [option, 'coffee'] });
    const [stranger] = (await newMembers(app.url, 1)) as [Member];
    const find = async (by: Member, q: string) =>
      (await by.must<FoundPage>('GET', `/search/messages?q=${encodeURIComponent(q)}`)).items.map(
        ({ message }) => message.id,
      );
    expect(await find(ben, option)).toEqual([asked.id]);
    expect(await find(ben, `"${option}" tea`)).toEqual([asked.id]);
    expect(await find(ben, `tea -"${option}"`)).not.toContain(asked.id);
    expect(await find(stranger, option)).toEqual([]);
  });

  test('takes no token of its author for an option', async () => {
    const program = await programWith(ada);
    const token = program.token ?? '';
    expect(await send({ options: ['tea', token] })).toMatchObject(refused(400, 'secret_in_message'));
    const asked = await newPoll();
    expect(await ada.ask('POST', `/messages/${asked.id}/poll/options`, { text: token })).toMatchObject(
      refused(400, 'secret_in_message'),
    );
  });

  test('names no more voters in its message than fit, and all of them to who asks', async () => {
    const asked = await newPoll();
    const [tea = ''] = optionsOf(asked);
    await app.nest.get(Database).query(
      `WITH people AS (
         INSERT INTO users (username, username_key, username_skeleton, display_name, role)
         SELECT 'v' || n, 'v' || n, 'v' || n, 'Voter', 'guest' FROM generate_series(1, 201) AS n RETURNING id)
       INSERT INTO poll_votes (message_id, user_id, option_id) SELECT $1::uuid, id, $2::uuid FROM people`,
      [asked.id, tea],
    );
    const { poll } = await seen(ben, asked);
    expect(poll).toMatchObject({
      voters: 201,
      options: [
        { votes: 201, voterIds: null },
        { votes: 0, voterIds: null },
      ],
    });
    const asking = await own(ben, asked);
    expect(asking.options[0]?.voterIds).toHaveLength(201);
  });
});
