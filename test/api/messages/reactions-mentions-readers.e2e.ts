import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Readers } from '../../../src/messages/messages.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message, MessagePage } from '../../../src/timeline/message.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { type Member, newMembers, refusal, refused, onAnotherDevice } from '../../support/member.ts';

describe('reactions, pins, mentions and readers', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let room: Room;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
    room = await ada.command('create_room', { name: 'Marks', kind: 'private' });
    for (const person of [ben, cleo]) await person.command('join_room', { code: room.code });
  });

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  describe('reactions', () => {
    test('are sent to all members with who reacted, in the order of reacting', async () => {
      const { id } = await ada.send(room, 'who comes?');
      await ben.command('add_reaction', { messageId: id, emoji: '🎉' });
      await cleo.must('PUT', `/messages/${id}/reactions/${encodeURIComponent('👍🏽')}`);
      await cleo.command('add_reaction', { messageId: id, emoji: '🎉' });
      const reactions = [
        { emoji: '🎉', userIds: [ben.id, cleo.id] },
        { emoji: '👍🏽', userIds: [cleo.id] },
      ];
      await ada.receives(
        'message_changed',
        (message) => message.id === id && JSON.stringify(message.reactions) === JSON.stringify(reactions),
      );
      expect(await ben.command('remove_reaction', { messageId: id, emoji: '🎉' })).toMatchObject({
        reactions: [
          { emoji: '👍🏽', userIds: [cleo.id] },
          { emoji: '🎉', userIds: [cleo.id] },
        ],
      });
    });

    test('count once, however often and however fast a member reacts', async () => {
      const { id, revision } = await ada.send(room, 'again');
      await Promise.all(
        Array.from({ length: 50 }, () => ben.tryCommand('add_reaction', { messageId: id, emoji: '🔥' })),
      );
      const message = await ada.must<Message>('GET', `/messages/${id}`);
      expect(message.reactions).toEqual([{ emoji: '🔥', userIds: [ben.id] }]);
      expect(message.revision).toBe(revision + 1); // a change without effect takes no revision
    });

    test.each(['', 'a', 'ok', '👍👍', ':+1:', '1'])('are one emoji, not “%s”', async (emoji) => {
      const { id } = await ada.send(room, 'emoji, please');
      expect(await ben.tryCommand('add_reaction', { messageId: id, emoji })).toMatchObject(
        refusal(400, 'invalid_input'),
      );
    });

    test('have a limit', async () => {
      const { id } = await ada.send(room, 'all of them');
      const emoji = [...'😀😃😄😁😆😅😂🙂🙃😉😊😇🥰😍🤩😘😗😚😙🥲😋'];
      for (const one of emoji.slice(0, 20)) await ben.command('add_reaction', { messageId: id, emoji: one });
      expect(await ben.tryCommand('add_reaction', { messageId: id, emoji: '😋' })).toMatchObject(
        refusal(409, 'too_many_reactions'),
      );
      expect(await cleo.tryCommand('add_reaction', { messageId: id, emoji: '😀' })).toMatchObject({ ok: true });
    });

    test('go with the message, and cannot be added to a deleted one', async () => {
      const { id } = await ada.send(room, 'soon gone');
      await ben.command('add_reaction', { messageId: id, emoji: '👋' });
      expect(await ada.command('delete_message', { messageId: id })).toMatchObject({
        reactions: [],
        deletedAt: expect.any(String),
      });
      expect(await ben.tryCommand('add_reaction', { messageId: id, emoji: '👋' })).toMatchObject(
        refusal(409, 'message_deleted'),
      );
    });
  });

  test('pins are listed, last pinned first, until they are removed', async () => {
    const [first, second] = [await ada.send(room, 'first'), await ben.send(room, 'second')];
    for (const { id } of [first, second, first]) await cleo.must('PUT', `/messages/${id}/pin`);
    await ada.receives('message_changed', ({ id, pinned }) => id === first.id && pinned);
    const pins = async () => (await ben.must<MessagePage>('GET', `/rooms/${room.id}/pins`)).items.map(({ id }) => id);
    expect(await pins()).toEqual([second.id, first.id]);
    await ben.must('DELETE', `/messages/${second.id}/pin`);
    await ada.command('delete_message', { messageId: first.id });
    expect(await pins()).toEqual([]);
  });

  describe('mentions', () => {
    test('find members by name, count as unread mentions, and notify', async () => {
      const device = await onAnotherDevice(ben);
      await device.goOnline();
      const sent = await ada.send(room, `@${ben.username.toUpperCase()} and @nobody, see \`@${cleo.username}\``);
      expect(sent.mentions).toEqual([ben.id]);
      expect(await device.receives('notification', ({ message }) => message.id === sent.id)).toMatchObject({
        kind: 'mention',
        roomId: room.id,
      });
      expect(await ben.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ mentionCount: 1 });
      expect(await cleo.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ mentionCount: 0 });
      await ben.command('mark_read', { roomId: room.id, seq: sent.seq });
      expect(await ben.must<Room>('GET', `/rooms/${room.id}`)).toMatchObject({ mentionCount: 0 });
      device.goOffline();
    });

    test('of the whole room need the right to it', async () => {
      expect(await ben.send(room, '@room coffee')).toMatchObject({ mentionsRoom: true });
      await ada.must('PATCH', `/rooms/${room.id}`, { mentionRoomBy: 'owner' });
      expect(await ben.send(room, '@here again')).toMatchObject({ mentionsRoom: false });
      expect(await ada.send(room, '@everyone last call')).toMatchObject({ mentionsRoom: true });
    });

    test('do not notify those who want quiet', async () => {
      await cleo.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' });
      const sent = await ada.send(room, `@${cleo.username} @${ben.username} are you there?`);
      await ben.receives('notification', ({ message }) => message.id === sent.id);
      expect(cleo.eventsOf('notification').filter(({ message }) => message.id === sent.id)).toEqual([]);
    });

    test('direct messages and replies notify too', async () => {
      const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
      const hello = await ada.send(direct, 'hello');
      expect(await ben.receives('notification', ({ message }) => message.id === hello.id)).toMatchObject({
        kind: 'direct',
      });
      const asked = await ben.send(room, 'who knows?');
      const answer = await ada.command('send_message', {
        roomId: room.id,
        clientId: crypto.randomUUID(),
        body: 'I do',
        replyToId: asked.id,
      });
      expect(await ben.receives('notification', ({ message }) => message.id === answer.id)).toMatchObject({
        kind: 'reply',
      });
    });
  });

  describe('readers', () => {
    const readersOf = (by: Member, id: string) => by.must<Readers>('GET', `/messages/${id}/readers`);

    test('are those who have read so far, without the author', async () => {
      const { id, seq } = await ada.send(room, 'read me');
      expect(await readersOf(ada, id)).toMatchObject({ items: [], count: 0 });
      await ben.command('mark_read', { roomId: room.id, seq });
      expect(await readersOf(ada, id)).toMatchObject({ items: [{ id: ben.id }], count: 1 });
    });

    test('who hide receipts are left out, and see none', async () => {
      const { id, seq } = await ada.send(room, 'read me, too');
      await ben.must('PATCH', '/users/me', { preferences: { readReceipts: false } });
      for (const reader of [ben, cleo]) await reader.command('mark_read', { roomId: room.id, seq });
      expect(await readersOf(ada, id)).toMatchObject({ items: [{ id: cleo.id }], count: 1 });
      expect(await readersOf(ben, id)).toMatchObject({ items: [], count: 0 });
      await ada.receives('read_changed', ({ userId, lastReadSeq }) => userId === cleo.id && lastReadSeq === seq);
      expect(
        ada.eventsOf('read_changed').filter(({ userId, lastReadSeq }) => userId === ben.id && lastReadSeq === seq),
      ).toEqual([]);
    });

    test('are refused to strangers', async () => {
      const [stranger] = (await newMembers(app.url, 1)) as [Member];
      const { id } = await ada.send(room, 'among us');
      expect(await stranger.ask('GET', `/messages/${id}/readers`)).toMatchObject(refused(404, 'message_not_found'));
    });
  });
});
