import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import type { MessageAttention } from '../../../src/notifications/attention/attention.dto.ts';
import { KeywordLookup } from '../../../src/notifications/keywords/keyword-lookup.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newMember, newMembers, refused } from '../../support/member.ts';

describe('a keyword', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let room: Room;

  const setKeywords = (keywords: string[]) => ben.must('PATCH', '/users/me', { preferences: { keywords } });
  const look = () => app.nest.get(KeywordLookup).run();
  const mentionsOf = async () => (await ben.must<Room>('GET', `/rooms/${room.id}`)).mentionCount;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben] = (await newMembers(app.url, 2)) as [Member, Member];
    for (const person of [ada, ben]) await person.goOnline();
    room = await ada.command('create_room', { name: 'Engine', kind: 'private' });
    await ben.command('join_room', { code: room.code });
    await ada.send(room, 'release before anybody asked');
    await setKeywords(['release', 'on call']);
    await look();
  });

  afterAll(async () => {
    for (const person of [ada, ben]) person.goOffline();
    await app.close();
  });

  test('notifies once and counts like a mention, from when it was set on', async () => {
    expect(await mentionsOf()).toBe(0);
    const { id } = await ada.send(room, 'The RELEASE is out');
    await Promise.all([look(), look()]);
    expect(await ben.receives('notification', ({ message }) => message.id === id)).toMatchObject({ kind: 'keyword' });
    await look();
    expect(ben.eventsOf('notification').filter(({ message }) => message.id === id)).toHaveLength(1);
    expect(await mentionsOf()).toBe(1);
    expect(await ben.receives('room_updated', ({ mentionCount }) => mentionCount === 1)).toMatchObject({ id: room.id });
    const why = await eventually(async () => {
      const answer = await ben.must<MessageAttention>('GET', `/messages/${id}/attention`);
      return answer.decided.length ? answer : undefined;
    }, 'the decision is noted');
    expect(why).toMatchObject({ decided: [{ reason: 'keyword' }], now: { kind: 'keyword', reason: 'keyword' } });
    await ada.must('DELETE', `/messages/${id}`);
    expect(await mentionsOf()).toBe(0);
  });

  test('does not notify of what is not for its person, or rings anyway', async () => {
    const others = [
      await ben.send(room, 'my own release'),
      await ada.send(room, 'run `release`'),
      await ada.send(room, 'prerelease'),
    ];
    const named = await ada.send(room, `@${ben.username} release`);
    await look();
    const known = (id: string) => ben.eventsOf('notification').filter(({ message }) => message.id === id);
    await ben.receives('notification', ({ message }) => message.id === named.id);
    expect(known(named.id).map(({ kind }) => kind)).toEqual(['mention']);
    for (const { id } of others) expect(known(id)).toEqual([]);
    await ben.must('POST', '/rooms/read-all');
  });

  test('notifies of nothing in a room of level none', async () => {
    await ben.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' });
    const { id } = await ada.send(room, 'a release again');
    await look();
    expect(ben.eventsOf('notification').filter(({ message }) => message.id === id)).toEqual([]);
    expect(await mentionsOf()).toBe(0);
    await ben.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'mentions' });
  });

  test.each<[string, unknown]>([
    ['too many', Array.from({ length: 51 }, (_, index) => `word ${index}`)],
    ['too short a one', ['x']],
    ['too long a one', ['x'.repeat(51)]],
    ['no text', [1]],
    ['no list', 'release'],
  ])('is refused: %s', async (_, keywords) =>
    expect(await ben.ask('PATCH', '/users/me', { preferences: { keywords } })).toMatchObject(
      refused(400, 'invalid_input'),
    ),
  );

  test('goes with the account', async () => {
    const cleo = await newMember(app.url);
    await cleo.must('POST', '/rooms/join', { code: room.code });
    await cleo.must('PATCH', '/users/me', { preferences: { keywords: ['turbine'] } });
    await ada.send(room, 'the turbine');
    await look();
    const hits = () => app.nest.get(Database).query(`SELECT FROM keyword_hits WHERE user_id = $1`, [cleo.id]);
    expect(await hits()).toHaveLength(1);
    await cleo.must('DELETE', '/users/me', { password: cleo.password });
    await eventually(async () => (await hits()).length === 0, 'the hits are gone');
  });
});
