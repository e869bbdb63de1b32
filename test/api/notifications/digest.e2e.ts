import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Database } from '../../../src/common/database/database.ts';
import { DigestService } from '../../../src/notifications/digest.service.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailsTo } from '../../support/mailbox.ts';
import { eventually, type Member, newGuest, newMember, newMembers, refused, ApiClient } from '../../support/member.ts';

const MINUTE_MS = 60_000;

describe('mail about missed messages', () => {
  let nodes: [TestApp, TestApp];
  let ada: Member;
  let ben: Member;
  let room: Room;

  beforeAll(async () => {
    const first = await startApp();
    nodes = [first, await startApp({ databaseUrl: first.databaseUrl })];
    ada = await newMember(first.url);
    await ada.goOnline();
  }, 60_000);

  beforeEach(async () => {
    await nodes[0].nest.get(Database).query(`UPDATE digest_cursor SET reached = now() - interval '1 second'`);
    ben = await newMember(nodes[0].url);
    room = await ada.command('create_room', { name: 'Engine & Co', kind: 'private' });
    await ben.must('POST', '/rooms/join', { code: room.code });
  });

  afterAll(async () => {
    ada.goOffline();
    for (const node of nodes) await node.close();
  });

  /** Mails written within the next minutes. */
  const write = (minutes: number, node = nodes[0]) =>
    node.nest.get(DigestService).sendDue(new Date(Date.now() + minutes * MINUTE_MS));
  const missedBy = async ({ username }: Member) =>
    (await mailsTo(`${username}@example.org`)).filter(({ headers }) => headers['list-unsubscribe']);
  /** Waits for a mail that is certainly sent: earlier ones have been sent too. */
  const settled = async (how: () => Promise<unknown> = () => write(16)) => {
    const witness = await newMember(nodes[0].url);
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${witness.id}`);
    await ada.send(direct, 'are you there?');
    await how();
    await eventually(async () => (await missedBy(witness))[0], 'the witness gets mail');
  };
  const call = () => ada.send(room, `@${ben.username} <look> at "this"`);

  test('comes after a quarter of an hour, once, from two nodes at once', async () => {
    await call();
    await Promise.all(nodes.map((node) => write(14, node)));
    expect(await missedBy(ben)).toEqual([]);
    await settled(() => Promise.all([...nodes, ...nodes].map((node) => write(16, node))));
    const mails = await missedBy(ben);
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail).toMatchObject({
      subject: 'A message for you in Engine & Co',
      text: expect.stringContaining(`: @${ben.username} <look> at "this"`),
      html: expect.stringContaining('&lt;look&gt;'),
    });
    expect(mail?.text).toContain(`/rooms/${room.id}?at=`);
  });

  test('names a person whose name could be taken for another with the user name', async () => {
    await ada.must('PATCH', '/users/me', { displayName: 'System' });
    await ada.send(await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`), 'your password, please');
    await write(16);
    const subjects = await eventually(async () => {
      const mails = await missedBy(ben);
      return mails.length > 0 && mails.map(({ subject }) => subject);
    }, 'Ben gets a mail');
    expect(subjects).toEqual([`A message from System (@${ada.username})`]);
    await ada.must('PATCH', '/users/me', { displayName: ada.username });
  });

  test('groups a room’s messages, and belongs to one mail conversation', async () => {
    await call();
    await ada.send(room, 'nobody is called here');
    await ada.send(room, '@room all of you');
    const direct = await ada.must<Room>('PUT', `/rooms/direct/${ben.id}`);
    const asked = await ben.must<{ id: string }>('POST', `/rooms/${room.id}/messages`, {
      clientId: randomUUID(),
      body: 'who?',
    });
    await ada.send(direct, 'only for you');
    const reply = { roomId: room.id, clientId: randomUUID(), body: 'an answer', replyToId: asked.id };
    await ada.command('send_message', reply);
    await write(16);
    const mails = await eventually(async () => {
      const mails = await missedBy(ben);
      return mails.length === 2 && mails;
    }, 'Ben gets a mail for each room');
    const engine = mails.find(({ subject }) => subject.includes('Engine'));
    const personal = mails.find(({ subject }) => subject === `A message from ${ada.user.displayName}`);
    // Ben's own message shows that he had read what came before.
    expect(engine?.subject).toBe('A message for you in Engine & Co');
    expect(engine?.text).toContain('an answer');
    expect(personal?.text).toContain('only for you');
    for (const [mail, place] of [
      [engine, room],
      [personal, direct],
    ] as const) {
      const thread = `<${place.id}.${ben.id}@parley>`;
      expect(mail?.headers).toMatchObject({ 'in-reply-to': thread, references: thread });
      expect(mail?.headers['message-id']).toMatch(/^<[0-9a-f-]{36}@localhost\.localdomain>$/);
    }
    expect(engine?.headers['message-id']).not.toBe(personal?.headers['message-id']);
  });

  test.each<[string, (sent: { id: string; seq: number }) => Promise<unknown>]>([
    ['what was read', ({ seq }) => ben.must('PUT', `/rooms/${room.id}/read`, { seq })],
    ['what was deleted', ({ id }) => ada.command('delete_message', { messageId: id })],
    ['a room that is to be silent', () => ben.must('PATCH', `/rooms/${room.id}/membership`, { notify: 'none' })],
    ['members who want none', () => ben.must('PATCH', '/users/me', { preferences: { emailDigest: false } })],
    ['members who have left', () => ben.must('POST', `/rooms/${room.id}/leave`)],
    ['members who are online', () => ben.goOnline()],
  ])('is not written about %s', async (_, act) => {
    await act(await call());
    await settled();
    expect(await missedBy(ben)).toEqual([]);
    ben.goOffline();
  });

  test('covers followed threads, from when they were followed, and no others', async () => {
    const [followed, stopped] = [await ada.send(room, 'follow me'), await ada.send(room, `@${ben.username} or not`)];
    await ben.must('PUT', `/rooms/${room.id}/read`, { seq: stopped.seq });
    const answer = (to: { id: string }, body: string) =>
      ada.command('send_message', { roomId: room.id, clientId: randomUUID(), body, replyToId: to.id });
    await answer(followed, 'too early for Ben');
    await ben.must('PUT', `/messages/${followed.id}/thread/following`);
    await ben.must('DELETE', `/messages/${stopped.id}/thread/following`);
    await answer(followed, 'in time');
    await answer(stopped, 'too late for Ben');
    await settled();
    const texts = (await missedBy(ben)).map(({ text }) => text);
    expect(texts).toEqual([expect.stringContaining('in time')]);
    expect(texts[0]).not.toContain('for Ben');
  });

  test('is not sent to a member who was online in between', async () => {
    await call();
    await nodes[0].nest.get(Database).query(`UPDATE users SET last_seen_at = now() WHERE id = $1`, [ben.id]);
    await settled();
    expect(await missedBy(ben)).toEqual([]);
  });

  test('is not sent to guests, who have no address, and not lost when the database refuses', async () => {
    const guest = await newGuest(nodes[0].url);
    await guest.must('POST', '/rooms/join', { code: room.code });
    await ada.send(room, `@${guest.username} @${ben.username} look`);
    const database = nodes[0].nest.get(Database);
    await database.query(`ALTER TABLE mails ADD CONSTRAINT refuses CHECK (template <> 'missed-messages') NOT VALID`);
    await expect(write(16)).rejects.toThrow('refuses');
    await database.query(`ALTER TABLE mails DROP CONSTRAINT refuses`);
    await settled();
    expect(await missedBy(ben)).toHaveLength(1);
  });

  describe('ends by a link', () => {
    const link = async () => {
      await call();
      await write(16);
      const mail = await eventually(async () => (await missedBy(ben))[0], 'Ben gets mail');
      expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
      const [, path = ''] =
        /<http:\/\/localhost:3000\/api\/v1(\/[^>]+)>/.exec(mail.headers['list-unsubscribe'] ?? '') ?? [];
      return path;
    };
    const wants = async () => (await ben.must<Me>('GET', '/users/me')).preferences.emailDigest ?? true;
    const open = (method: string, path: string, body?: string) =>
      fetch(`${nodes[0].url}/api/v1${path}`, {
        method,
        ...(body && { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
      });

    test('at one click of a mail program, and not by opening it', async () => {
      await ben.must('PATCH', '/users/me', { preferences: { theme: 'dark' } });
      const path = await link();
      const page = await open('GET', path);
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await page.text()).toContain('<form method="post">');
      expect(await wants()).toBe(true);
      expect((await open('POST', path, 'List-Unsubscribe=One-Click')).status).toBe(200);
      expect(await wants()).toBe(false);
      expect((await ben.must<Me>('GET', '/users/me')).preferences.theme).toBe('dark');
      expect((await open('POST', path)).status).toBe(200);
    });

    test('in the language of the recipient', async () => {
      await ben.must('PATCH', '/users/me', { preferences: { language: 'de' } });
      const path = await link();
      const [mail] = await missedBy(ben);
      expect(mail?.subject).toBe('Eine Nachricht für dich in Engine & Co');
      expect(mail?.text).toContain('wurde in Engine & Co an dich geschrieben');
      const page = await (await open('GET', path)).text();
      expect(page).toContain('<html lang="de">');
      expect(page).toContain('Diese E-Mails beenden');
      expect(await (await open('POST', path)).text()).toContain('Du bekommst keine E-Mails');
    });

    test('that is signed for one person only', async () => {
      const path = await link();
      const [other] = (await newMembers(nodes[0].url, 1)) as [Member];
      const visitor = new ApiClient(nodes[0].url);
      for (const forged of [path.replace(ben.id, other.id), `${path}x`, '/unsubscribe/nothing', '/unsubscribe/%00'])
        for (const method of ['GET', 'POST'])
          expect(await visitor.ask(method, forged)).toMatchObject(refused(400, 'invalid_token'));
      expect(await wants()).toBe(true);
    });
  });
});
