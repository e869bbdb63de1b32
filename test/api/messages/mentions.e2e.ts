import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, type Member, newGuest, newMember, newName, refused } from '../../support/member.ts';

describe('a message by REST', () => {
  let app: TestApp;
  let author: Member;
  let stranger: Member;
  let room: Room;
  /** By what stands for their names in the tables below. */
  let members: Record<string, Member>;

  beforeAll(async () => {
    app = await startApp();
    const own = newName().slice(-8);
    author = await newMember(app.url);
    stranger = await newMember(app.url);
    members = {
      ADA: await newMember(app.url, `ada${own}`),
      BEA: await newMember(app.url, `_bea${own}_`),
      DAN: await newMember(app.url, `ada${own}.dan`),
      DOT: await newGuest(app.url, `dot${own}.`),
    };
    room = await author.must('POST', '/rooms', { name: 'Mentions', kind: 'private' });
    for (const member of Object.values(members)) await member.must('POST', '/rooms/join', { code: room.code });
  });

  afterAll(() => app.close());

  const written = (body: string) =>
    Object.entries(members).reduce((text, [placeholder, { username }]) => text.replaceAll(placeholder, username), body);
  const send = (body: string) =>
    author.must<Message>('POST', `/rooms/${room.id}/messages`, { clientId: randomUUID(), body: written(body) });
  /** Who is mentioned, by placeholder. */
  const mentionedIn = ({ mentions }: Message) =>
    Object.keys(members).filter((placeholder) => mentions.includes(members[placeholder]?.id ?? ''));

  test.each<[string, string[]]>([
    ['@ADA and @BEA', ['ADA', 'BEA']],
    ['_@ADA_ __@BEA__ _hi @DOT_', ['ADA', 'BEA', 'DOT']],
    ['hi @BEA ok', ['BEA']],
    ['你好＠ADA，', ['ADA']],
    ['Done. @ADA.Please look', ['ADA']],
    ['@DAN', ['DAN']],
    ['@DAN and @ADA', ['ADA', 'DAN']],
    ['ask @DOT.', ['DOT']],
    ['use ``` to open a block @ADA', ['ADA']],
    ['\\`@ADA\\`', ['ADA']],
  ])('mentions who is drawn as mentioned: %j', async (body, expected) =>
    expect(mentionedIn(await send(body))).toEqual(expected),
  );

  test.each([
    '~~~\n@ADA\n~~~',
    '    @ADA',
    '````\n```\n@ADA\n```\n````',
    '`a\n@ADA`',
    'https://example.com/?via=@ADA',
    '[x](https://e.example/?u=@ADA)',
    '[@ADA](https://e.example)',
    '![@ADA](a.png)',
    'ssh://git:@ADA/x',
    'npm i =@ADA/pkg',
    '@ADA@mastodon.social',
    'x@ADA',
    'wait @... what',
  ])('mentions nobody in code and addresses: %j', async (body) =>
    expect(await send(body)).toMatchObject({ mentions: [], mentionsRoom: false }),
  );

  test('mentions the room in emphasis, not in indented code', async () => {
    expect(await send('_@room_')).toMatchObject({ mentionsRoom: true });
    expect(await send('log:\n\n    @room')).toMatchObject({ mentionsRoom: false });
  });

  test('mentions after an edit who is mentioned then', async () => {
    const { id } = await send('`@ADA` @BEA');
    expect(mentionedIn(await author.must('PATCH', `/messages/${id}`, { body: written('_@ADA_ `@BEA` @DAN') }))).toEqual(
      ['ADA', 'DAN'],
    );
  });

  test('mentions members only', async () =>
    expect(await send(`@${stranger.username} @${author.username}.x`)).toMatchObject({ mentions: [author.id] }));

  test('quotes without Markdown', async () => {
    const quoted = await send('**2.4** is [out](https://e.example/2.4)\n\n| a | b |\n|---|---|\n| `1` | 2 |');
    const answer = await author.must<Message>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'good',
      replyToId: quoted.id,
    });
    expect(answer.replyTo?.excerpt).toBe('2.4 is out a b 1 2');
  });

  test.each(['...', '---', '___', '._-'])(
    'is not needed to mention %s: nobody can have such a name',
    async (username) => {
      const visitor = new ApiClient(app.url);
      const account = { username, email: `${newName()}@example.org`, password: 'correct horse battery' };
      const answer = await visitor.ask('POST', '/auth/register', account);
      expect(answer).toMatchObject(refused(400, 'invalid_input'));
      expect(await visitor.ask('POST', '/auth/guest', { username })).toMatchObject(refused(400, 'invalid_input'));
    },
  );
});
