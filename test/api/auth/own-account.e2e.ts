import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { codeFor, mailsTo, mailTo } from '../../support/mailbox.ts';
import {
  ApiClient,
  eventually,
  type Member,
  newGuest,
  newMember,
  newName,
  onAnotherDevice,
  PASSWORD,
  refused,
  signInAgain,
} from '../../support/member.ts';
import { queryOnce } from '../../support/operator.ts';

const emailOf = ({ username }: Member) => `${username}@example.org`;

describe('an account of its own', () => {
  let app: TestApp;
  let admin: Member;
  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
  });
  afterAll(() => app.close());

  const login = (name: string, password = PASSWORD) =>
    new ApiClient(app.url).ask('POST', '/auth/login', { login: name, password });
  const entriesOf = async ({ id }: Member) =>
    (await admin.must<AuditPage>('GET', `/admin/audit?userId=${id}`)).items.map(({ action }) => action);

  describe('its user name', () => {
    test('is changed at once on every device and for everybody', async () => {
      const [ada, bob] = [await newMember(app.url), await newMember(app.url)];
      const phone = await onAnotherDevice(ada);
      await Promise.all([phone.goOnline(), bob.goOnline()]);
      const username = newName();
      expect(await ada.must<Me>('PATCH', '/users/me', { username, statusText: 'new' })).toMatchObject({
        username,
        statusText: 'new',
      });
      for (const member of [phone, bob])
        expect(await member.receives('user_changed', ({ id }) => id === ada.id)).toMatchObject({ username });
      expect(await login(username)).toMatchObject({ status: 200 });
      expect(await login(ada.username)).toMatchObject({ status: 401 });
      expect(await entriesOf(ada)).toContain('username_changed');
    });

    test('stays with its person for a month when it is given up', async () => {
      const ada = await newMember(app.url);
      await ada.must('PATCH', '/users/me', { username: newName() });
      const bob = await newMember(app.url);
      expect(await bob.ask('PATCH', '/users/me', { username: ada.username })).toMatchObject(
        refused(409, 'username_taken'),
      );
      const stranger = { username: ada.username, email: `${newName()}@example.org`, password: PASSWORD };
      expect(await new ApiClient(app.url).ask('POST', '/auth/register', stranger)).toMatchObject(
        refused(409, 'username_taken'),
      );
      expect(await new ApiClient(app.url).ask('POST', '/auth/guest', { username: ada.username })).toMatchObject(
        refused(409, 'username_taken'),
      );
      expect(await ada.must<Me>('PATCH', '/users/me', { username: ada.username })).toMatchObject({
        username: ada.username,
      });
      await ada.must('PATCH', '/users/me', { username: newName() });
      await queryOnce(app.databaseUrl, `UPDATE former_usernames SET given_up_at = now() - interval '31 days'`);
      expect(await bob.must<Me>('PATCH', '/users/me', { username: ada.username })).toMatchObject({
        username: ada.username,
      });
    });

    test('is free again with the account', async () => {
      const ada = await newMember(app.url);
      await ada.must('PATCH', '/users/me', { username: newName() });
      await ada.must('DELETE', '/users/me', { password: PASSWORD });
      const bob = await newMember(app.url);
      expect(await bob.ask('PATCH', '/users/me', { username: ada.username })).toMatchObject({ status: 200 });
    });

    test('obeys the rules of a registration', async () => {
      const ada = await newMember(app.url);
      const bob = await newMember(app.url);
      for (const username of ['ab', 'a'.repeat(21), 'a b c', '...', 'ä_ä_ä'])
        expect([username, await ada.ask('PATCH', '/users/me', { username })]).toEqual([
          username,
          expect.objectContaining({
            status: 400,
            body: expect.objectContaining({ fields: { username: [expect.any(String)] } }),
          }),
        ]);
      for (const username of ['admin', 'Lobby', bob.username, bob.username.toUpperCase()])
        expect(await ada.ask('PATCH', '/users/me', { username })).toMatchObject(refused(409, 'username_taken'));
      const louder = ada.username.toUpperCase();
      expect(await ada.must<Me>('PATCH', '/users/me', { username: louder })).toMatchObject({ username: louder });
      expect(await new ApiClient(app.url).ask('PATCH', '/users/me', { username: newName() })).toMatchObject({
        status: 401,
      });
    });

    test('of two people who want the same one, one gets it', async () => {
      const people = await Promise.all([newMember(app.url), newMember(app.url), newMember(app.url)]);
      const username = newName();
      const answers = await Promise.all(people.map((person) => person.ask('PATCH', '/users/me', { username })));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    });

    test('of a guest is changed too, and not held', async () => {
      const guest = await newGuest(app.url);
      await guest.must('PATCH', '/users/me', { username: newName() });
      const bob = await newMember(app.url);
      expect(await bob.ask('PATCH', '/users/me', { username: guest.username })).toMatchObject({ status: 200 });
    });

    test('is still that of old mentions, also when their message is edited', async () => {
      const [ada, bob] = [await newMember(app.url), await newMember(app.url)];
      const room = await ada.must<Room>('POST', '/rooms', { name: 'Names', kind: 'private' });
      await bob.must('POST', '/rooms/join', { code: room.code });
      await bob.goOnline();
      const message = await bob.send(room, `ask @${ada.username}`);
      await ada.must('PATCH', '/users/me', { username: newName() });
      const edited = await bob.must<Message>('PATCH', `/messages/${message.id}`, {
        body: `please ask @${ada.username}`,
      });
      expect([message.mentions, edited.mentions]).toEqual([[ada.id], [ada.id]]);
    });
  });

  describe('its address', () => {
    const ask = (member: Member, email: string, password = PASSWORD) =>
      member.ask('POST', '/users/me/email', { email, password });
    const confirm = (member: Member, code: string) => member.ask<Me>('POST', '/users/me/email/confirm', { code });
    const undoToken = async (email: string) =>
      /#token=([\w-]+)/.exec((await mailTo(email, ({ text }) => text.includes('#token='))).text)?.[1];

    test('is changed by the code that is mailed to the new one', async () => {
      const ada = await newMember(app.url);
      const phone = await onAnotherDevice(ada);
      await phone.goOnline();
      const email = `${newName()}@example.org`;
      expect(await ask(ada, email)).toMatchObject({ status: 202 });
      expect(await ada.must<Me>('GET', '/users/me')).toMatchObject({ email: emailOf(ada) });
      expect(await confirm(ada, await codeFor(email))).toMatchObject({ status: 200, body: { email } });
      await phone.receives('user_changed', ({ id }) => id === ada.id);
      expect(await phone.must<Me>('GET', '/users/me')).toMatchObject({ email });
      expect((await mailTo(emailOf(ada))).text).toContain('another address');
      expect(await login(email)).toMatchObject({ status: 200 });
      expect(await login(emailOf(ada))).toMatchObject({ status: 401 });
      expect(await entriesOf(ada)).toEqual(expect.arrayContaining(['email_change_asked', 'email_changed']));
      const again = await newMember(app.url);
      expect(await ask(again, emailOf(ada))).toMatchObject({ status: 202 });
      expect(await confirm(again, await codeFor(emailOf(ada)))).toMatchObject({ status: 200 });
    });

    test('needs the password, and a guest has none', async () => {
      const ada = await newMember(app.url);
      const email = `${newName()}@example.org`;
      expect(await ask(ada, email, 'another long password')).toMatchObject({
        ...refused(401, 'invalid_credentials'),
        body: { fields: { password: ['is wrong'] } },
      });
      expect(await ask(await newGuest(app.url), email)).toMatchObject(refused(403, 'forbidden'));
      expect(await ask(ada, 'no address')).toMatchObject(refused(400, 'invalid_input'));
      expect(await ask(ada, emailOf(ada).toUpperCase())).toMatchObject({
        status: 400,
        body: { fields: { email: ['is your address already'] } },
      });
      expect(await mailsTo(email)).toEqual([]);
    });

    test('of another account is not told from a free one, and its owner is mailed', async () => {
      const [ada, bob] = [await newMember(app.url), await newMember(app.url)];
      const [known, free] = [await ask(ada, emailOf(bob)), await ask(ada, `${newName()}@example.org`)];
      expect(known).toMatchObject({ status: 202, body: free.body });
      expect((await mailTo(emailOf(bob))).text).toContain('another Parley account');
      await ask(ada, emailOf(bob));
      expect(await confirm(ada, '000000')).toMatchObject(refused(400, 'invalid_code'));
      expect(await bob.must<Me>('GET', '/users/me')).toMatchObject({ email: emailOf(bob) });
    });

    test('of two accounts that ask for the same one, the first to confirm gets it', async () => {
      const [ada, bob] = [await newMember(app.url), await newMember(app.url)];
      const email = `${newName()}@example.org`;
      await ask(ada, email);
      const first = await codeFor(email);
      await ask(bob, email);
      const second = await codeFor(email, first);
      expect(await confirm(ada, second)).toMatchObject(refused(400, 'invalid_code'));
      expect(await confirm(bob, second)).toMatchObject({ status: 200 });
      expect(await confirm(ada, first)).toMatchObject(refused(400, 'invalid_code'));
    });

    test('does not change by guessing, by a code used twice, or after the password was changed', async () => {
      const ada = await newMember(app.url);
      const email = `${newName()}@example.org`;
      await ask(ada, email);
      const code = await codeFor(email);
      const wrong = code === '123456' ? '654321' : '123456';
      for (let attempt = 0; attempt < 5; attempt++) expect(await confirm(ada, wrong)).toMatchObject({ status: 400 });
      expect(await confirm(ada, code)).toMatchObject(refused(400, 'invalid_code'));

      await ask(ada, email);
      const fresh = await codeFor(email, code);
      const answers = await Promise.all([confirm(ada, fresh), confirm(ada, fresh)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);

      const later = `${newName()}@example.org`;
      await ask(ada, later);
      const newPassword = 'another fine long one';
      await ada.must('POST', '/auth/change-password', { currentPassword: PASSWORD, newPassword });
      expect(await confirm(ada, await codeFor(later))).toMatchObject(refused(400, 'invalid_code'));
    });

    test('is taken back by the link in the former mailbox, with every session and the password', async () => {
      const ada = await newMember(app.url);
      const thief = await signInAgain(ada);
      await thief.goOnline();
      const [one, two] = [`${newName()}@example.org`, `${newName()}@example.org`];
      for (const email of [one, two]) {
        await ask(thief, email);
        expect(await confirm(thief, await codeFor(email))).toMatchObject({ status: 200 });
      }
      const token = await undoToken(emailOf(ada));
      const visitor = new ApiClient(app.url);
      expect(await visitor.ask('POST', '/auth/undo-email-change', { token: 'x' })).toMatchObject(
        refused(400, 'invalid_token'),
      );
      expect(await visitor.ask('POST', '/auth/undo-email-change', { token })).toMatchObject({ status: 204 });
      expect(await thief.receives('session_ended')).toEqual({ reason: 'revoked' });
      expect(await ada.ask('GET', '/users/me')).toMatchObject({ status: 401 });
      expect(await login(emailOf(ada))).toMatchObject({ status: 401 });
      for (const spent of [token, await undoToken(one)])
        expect(await visitor.ask('POST', '/auth/undo-email-change', { token: spent })).toMatchObject(
          refused(400, 'invalid_token'),
        );
      const { text } = await mailTo(emailOf(ada), ({ text }) => text.includes('reset-password#token='));
      const password = 'a password that is new';
      await visitor.must('POST', '/auth/reset-password', { token: /#token=([\w-]+)/.exec(text)?.[1], password });
      expect(await login(emailOf(ada), password)).toMatchObject({ status: 200 });
      expect(await entriesOf(ada)).toContain('email_change_undone');
    });

    test('is not restored after 72 hours, nor for a deleted account', async () => {
      const ada = await newMember(app.url);
      const email = `${newName()}@example.org`;
      await ask(ada, email);
      await confirm(ada, await codeFor(email));
      const token = await undoToken(emailOf(ada));
      await queryOnce(app.databaseUrl, `UPDATE email_undos SET expires_at = now() - interval '1 second'`);
      const visitor = new ApiClient(app.url);
      expect(await visitor.ask('POST', '/auth/undo-email-change', { token })).toMatchObject(
        refused(400, 'invalid_token'),
      );
      await queryOnce(app.databaseUrl, `UPDATE email_undos SET expires_at = now() + interval '1 hour'`);
      await ada.must('DELETE', '/users/me', { password: PASSWORD });
      expect(await visitor.ask('POST', '/auth/undo-email-change', { token })).toMatchObject(
        refused(400, 'invalid_token'),
      );
    });
  });

  test('is exported with its former names and the address that waits', async () => {
    const ada = await newMember(app.url);
    const email = `${newName()}@example.org`;
    await ada.must('PATCH', '/users/me', { username: newName() });
    await ada.must('POST', '/users/me/email', { email, password: PASSWORD });
    await ada.must('POST', '/users/me/export');
    const file = await eventually(async () => {
      const answer = await ada.ask<Record<string, unknown>>('GET', '/users/me/export/content');
      return answer.status === 200 && answer.body;
    }, 'the export is ready');
    expect(file).toMatchObject({
      formerUsernames: [expect.objectContaining({ username: ada.username })],
      emailChange: expect.objectContaining({ email }),
    });
  });
});

describe('where registration is for some domains', () => {
  test('another address of an account is one of theirs', async () => {
    const app = await startApp({ settings: { REGISTRATION: 'domains', REGISTRATION_DOMAINS: 'example.org' } });
    const ada = await newMember(app.url);
    const ask = (domain: string) =>
      ada.ask('POST', '/users/me/email', { email: `${newName()}@${domain}`, password: PASSWORD });
    expect(await ask('example.com')).toMatchObject(refused(403, 'email_domain_not_allowed'));
    expect(await ask('example.org')).toMatchObject({ status: 202 });
    await app.close();
  });
});
