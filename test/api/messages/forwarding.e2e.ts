import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { expectConverged, SimulatedClient } from '../../support/simulated-client.ts';
import { download, uploaded } from '../../support/files.ts';
import { png } from '../../support/generated-files/files.ts';
import { eventually, type Member, newGuest, newMembers, refusal, refused } from '../../support/member.ts';

describe('a forwarded message', () => {
  let app: TestApp;
  let ada: Member;
  let ben: Member;
  let cleo: Member;
  let secret: Room;
  let open: Room;
  let target: Room;
  let original: Message;

  beforeAll(async () => {
    app = await startApp();
    [ada, ben, cleo] = (await newMembers(app.url, 3)) as [Member, Member, Member];
    for (const person of [ada, ben, cleo]) await person.goOnline();
    secret = await ada.command('create_room', { name: 'Secret', kind: 'private' });
    open = await ada.command('create_room', { name: 'Open', kind: 'public' });
    target = await ben.command('create_room', { name: 'Target', kind: 'private' });
    for (const room of [secret, open]) await ben.command('join_room', { code: room.code });
    await cleo.command('join_room', { code: target.code });
    original = await ada.send(secret, `what @${cleo.username} should know`);
  });

  afterAll(async () => {
    for (const person of [ada, ben, cleo]) person.goOffline();
    await app.close();
  });

  const forward = (forwardOf: string, more: object = {}) =>
    ({ roomId: target.id, clientId: randomUUID(), body: '', forwardOf, ...more }) as const;
  const overRest = ({ roomId, ...input }: ReturnType<typeof forward>, by = ben) =>
    by.ask<Message>('POST', `/rooms/${roomId}/messages`, input);

  test('has the text and the name of the first author', async () => {
    const sent = await ben.command('send_message', forward(original.id));
    expect(sent).toMatchObject({ body: original.body, author: { id: ben.id }, mentions: [] });
    expect(sent.forwarded).toEqual({ author: original.author, roomName: null, createdAt: original.createdAt });
    expect(await cleo.receivesMessage(target.id, original.body)).toEqual(sent);
    expect(await cleo.must('GET', `/messages/${sent.id}`)).toEqual(sent);
  });

  test('names its room if that is public', async () => {
    const { id } = await ada.send(open, 'for everybody');
    const { status, body } = await overRest(forward(id));
    expect(status).toBe(201);
    expect(body.forwarded).toMatchObject({ roomName: 'Open', author: { id: ada.id } });
  });

  test('keeps its first author when it is forwarded again', async () => {
    const once = await ben.command('send_message', forward(original.id));
    const twice = await cleo.command('send_message', forward(once.id));
    expect(twice).toMatchObject({ author: { id: cleo.id }, forwarded: once.forwarded });
  });

  test('is a copy: later changes of the original do not change it', async () => {
    const first = await ada.send(secret, 'as it was');
    const input = forward(first.id);
    const copy = await ben.command('send_message', input);
    await ada.command('edit_message', { messageId: first.id, body: 'as it is' });
    await ada.command('delete_message', { messageId: first.id });
    expect(await cleo.must('GET', `/messages/${copy.id}`)).toEqual(copy);
    expect(await ben.command('send_message', input)).toEqual(copy);
    expect(await overRest(input)).toMatchObject({ status: 200, body: copy });
    expect(await overRest({ ...input, forwardOf: original.id })).toMatchObject(refused(409, 'client_id_reused'));
  });

  test('cannot be edited, and leaves nothing when it is deleted', async () => {
    const { id } = await ben.command('send_message', forward(original.id));
    expect(await ben.tryCommand('edit_message', { messageId: id, body: 'never said' })).toMatchObject(
      refusal(403, 'forbidden'),
    );
    expect(await ben.command('delete_message', { messageId: id })).toMatchObject({ body: '', forwarded: null });
  });

  test('is refused for unreadable and for missing messages', async () => {
    const mine = await ada.send(await ada.command('create_room', { name: 'Mine', kind: 'private' }), 'only mine');
    for (const id of [mine.id, randomUUID()]) {
      expect(await overRest(forward(id))).toMatchObject(refused(404, 'message_not_found'));
      expect(await ben.tryCommand('send_message', forward(id))).toMatchObject(refusal(404, 'message_not_found'));
    }
    const gone = await ada.send(secret, 'gone');
    await ada.command('delete_message', { messageId: gone.id });
    expect(await overRest(forward(gone.id))).toMatchObject(refused(409, 'message_deleted'));
  });

  test('is refused for messages that a guest cannot see', async () => {
    const guest = await newGuest(app.url);
    const before = await ada.send(secret, 'before the guest');
    await guest.must('POST', '/rooms/join', { code: secret.code });
    await guest.must('POST', '/rooms/join', { code: target.code });
    const after = await ada.send(secret, 'with the guest');
    expect(await overRest(forward(before.id), guest)).toMatchObject(refused(404, 'message_not_found'));
    expect(await overRest(forward(after.id), guest)).toMatchObject({ status: 201 });
  });

  test('has no text of its own, and a notice is not forwarded', async () => {
    expect(await overRest(forward(original.id, { body: 'look' }))).toMatchObject({
      status: 400,
      body: { fields: { body: ['must be empty with forwardOf'] } },
    });
    const { items } = await ben.must<{ items: Message[] }>('GET', `/rooms/${secret.id}/messages`);
    const notice = items.find(({ kind }) => kind === 'system');
    expect(await overRest(forward(notice?.id ?? ''))).toMatchObject({
      status: 400,
      body: { fields: { forwardOf: ['has nothing to forward'] } },
    });
  });

  test('changes with a new name of its author', async () => {
    const device = new SimulatedClient(cleo.sameSession());
    await device.goOnline();
    await device.fetchMissing();
    await ben.command('send_message', forward(original.id));
    await ada.must('PATCH', '/users/me', { displayName: 'Countess' });
    await expectConverged([device]);
    expect(JSON.stringify(device.state.messages[target.id])).toContain('Countess');
    device.goOffline();
  });

  describe('carries files', () => {
    const withFiles = async () => {
      const files = [
        await uploaded(ada, { name: 'a.png', bytes: await png() }),
        await uploaded(ada, { name: 'plan.txt', bytes: Buffer.from('plan') }),
      ];
      const input = { clientId: randomUUID(), body: '', attachmentIds: files.map(({ id }) => id) };
      return ada.must<Message>('POST', `/rooms/${secret.id}/messages`, input);
    };
    const names = ({ attachments }: Message) => attachments.map(({ name }) => name);

    test('to people who are not in the first room, and keeps them when the original goes', async () => {
      const first = await withFiles();
      const { body: copy } = await overRest(forward(first.id));
      expect([names(copy), copy.forwarded?.author?.id]).toEqual([['a.png', 'plan.txt'], ada.id]);
      expect(copy.attachments.map(({ id }) => id)).not.toEqual(first.attachments.map(({ id }) => id));
      await ada.must('DELETE', `/messages/${first.id}`);
      await eventually(async () => (await discarded()) === 0, 'nothing waits to be removed');
      const seen = await cleo.must<Message>('GET', `/messages/${copy.id}`);
      const [picture, plan] = seen.attachments;
      expect(await (await download(cleo, plan?.url ?? '')).text()).toBe('plan');
      expect((await download(cleo, picture?.thumbnailUrl ?? '')).status).toBe(200);
      // Whoever has written the original is a stranger to the copy.
      for (const part of ['content', 'thumbnail'])
        expect(await ada.ask('GET', `/uploads/${picture?.id}/${part}`)).toMatchObject(
          refused(404, 'attachment_not_found'),
        );
      await ben.must('DELETE', `/messages/${copy.id}`);
      await eventually(async () => (await discarded()) === 0, 'they are removed with the last of them');
      expect(await keysOf(['a.png', 'plan.txt'])).toBe(0);
    });

    test('once more, and once however often it is repeated', async () => {
      const { body: copy } = await overRest(forward((await withFiles()).id));
      const again = forward(copy.id, { roomId: secret.id });
      const [one, two] = [await overRest(again), await overRest(again)];
      expect([one.status, two.status, two.body.id]).toEqual([201, 200, one.body.id]);
      expect(names(one.body)).toEqual(['a.png', 'plan.txt']);
      expect(one.body.forwarded?.author?.id).toBe(ada.id);
    });

    test('not to a room that the person may not write to, and leaves none behind', async () => {
      const first = await withFiles();
      const rows = await keysOf(['a.png', 'plan.txt']);
      const elsewhere = await cleo.must<Room>('POST', '/rooms', { name: 'Elsewhere', kind: 'private' });
      expect(await overRest(forward(first.id, { roomId: elsewhere.id }))).toMatchObject(refused(404, 'room_not_found'));
      expect(await overRest(forward(first.id), cleo)).toMatchObject(refused(404, 'message_not_found'));
      expect(await keysOf(['a.png', 'plan.txt'])).toBe(rows);
    });

    const count = async (sql: string, values: unknown[] = []) =>
      (await app.nest.get(Database).query<{ count: number }>(sql, values))[0]?.count;
    const discarded = () => count(`SELECT count(*) FROM discarded_files`);
    const keysOf = (of: string[]) => count(`SELECT count(*) FROM attachments WHERE name = ANY($1)`, [of]);
  });
});
