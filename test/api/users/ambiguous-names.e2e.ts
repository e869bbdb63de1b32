import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { User } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, type Member, newMember } from '../../support/member.ts';

describe('display names that could be taken for others', () => {
  let app: TestApp;
  let watcher: Member;

  beforeAll(async () => {
    app = await startApp();
    watcher = await newMember(app.url);
  });

  afterAll(() => app.close());

  const call = (who: Member, displayName: string) => who.must('PATCH', '/users/me', { displayName });
  const named = async (displayName: string) => {
    const who = await newMember(app.url);
    await call(who, displayName);
    return who;
  };
  const isAmbiguous = async ({ id }: Member) =>
    (await watcher.must<User>('GET', `/users/${id}`)).ambiguousName ?? false;

  test('are marked at both people, and no longer once one has another name', async () => {
    const grace = await named('Grace Hopper');
    expect(await isAmbiguous(grace)).toBe(false);
    const other = await named('Grаce Норреr');
    expect([await isAmbiguous(grace), await isAmbiguous(other)]).toEqual([true, true]);
    await call(other, 'Grace Kelly');
    expect([await isAmbiguous(grace), await isAmbiguous(other)]).toEqual([false, false]);
  });

  test('are marked beside messages, and announced to those who know the other person', async () => {
    const hedy = await named('Hedy Lamarr');
    const room = await hedy.must<Room>('POST', '/rooms', { name: 'Actors', kind: 'private' });
    await watcher.must('POST', '/rooms/join', { code: room.code });
    await watcher.goOnline();
    const other = await named('HEDY LAMARR');
    const news = await watcher.receives('user_changed', ({ id }) => id === hedy.id);
    expect(news).toMatchObject({ displayName: 'Hedy Lamarr', ambiguousName: true });
    await other.must('POST', '/rooms/join', { code: room.code });
    const body = { clientId: crypto.randomUUID(), body: 'Hello' };
    const message = await other.must<Message>('POST', `/rooms/${room.id}/messages`, body);
    expect(message.author).toMatchObject({ username: other.username, ambiguousName: true });
    watcher.goOffline();
  });

  test.each(['System', 'Ѕуstеm', 'Parley', 'Deleted user', 'everyone'])('are those of the system: %s', async (name) => {
    expect(await isAmbiguous(await named(name))).toBe(true);
  });

  test('are found among guests and new accounts, too', async () => {
    const ida = await named('Ida Rhodes');
    const guest = await new ApiClient(app.url).must<Login>('POST', '/auth/guest', { displayName: 'lda Rhodes' });
    expect(guest.user.displayName).toBe('lda Rhodes');
    expect(await isAmbiguous(ida)).toBe(true);
  });

  test('of two people who take one name at the same moment both are marked', async () => {
    const pair = [await newMember(app.url), await newMember(app.url)];
    await Promise.all(pair.map((who) => call(who, 'Radia Perlman')));
    expect(await Promise.all(pair.map(isAmbiguous))).toEqual([true, true]);
  });

  test('become free with the account', async () => {
    const [joan, other] = [await named('Joan Clarke'), await named('Joan CIarke')];
    expect(await isAmbiguous(joan)).toBe(true);
    await other.must('DELETE', '/users/me', { password: other.password });
    expect(await isAmbiguous(joan)).toBe(false);
  });
});
