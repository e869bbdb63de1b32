import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Account, AccountPage, AddedPerson, PasswordLink } from '../../../src/admin/admin.dto.ts';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Invitations } from '../../../src/auth/invitations/invitations.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { uploaded } from '../../support/files.ts';
import { mailTo } from '../../support/mailbox.ts';
import {
  ApiClient,
  lobbyOf,
  type Member,
  newGuest,
  newMember,
  newName,
  PASSWORD,
  refused,
} from '../../support/member.ts';

describe('people, by administrators', () => {
  let app: TestApp;
  let admin: Member;
  let moderator: Member;
  let member: Member;
  let guest: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    moderator = await newMember(app.url);
    member = await newMember(app.url);
    guest = await newGuest(app.url);
    await admin.must('PATCH', `/admin/users/${moderator.id}`, { role: 'moderator' });
  });

  afterAll(() => app.close());

  const address = () => `${newName()}@example.org`;
  const login = (name: string, password = PASSWORD) =>
    new ApiClient(app.url).ask('POST', '/auth/login', { login: name, password });
  const reset = (link: string, password: string) => {
    const token = link.split('#token=')[1];
    return new ApiClient(app.url).ask('POST', '/auth/reset-password', { token, password });
  };
  const audited = async (action: string) =>
    (await admin.must<AuditPage>('GET', `/admin/audit?action=${action}&limit=100`)).items;

  test('each route is closed to all others', async () => {
    const stranger = new ApiClient(app.url);
    const routes: [string, string, object?][] = [
      ['POST', '/admin/users', { email: address(), displayName: 'Zoe' }],
      ['POST', `/admin/users/${admin.id}/password-link`],
      ['POST', `/admin/users/${member.id}/password-link`],
      ['PATCH', `/admin/users/${member.id}/profile`, { displayName: 'Zoe' }],
      ['DELETE', `/admin/users/${member.id}`, { username: member.username }],
      ['DELETE', `/admin/users/${guest.id}`, { username: guest.username }],
    ];
    for (const [method, path, body] of routes) {
      expect([path, await stranger.ask(method, path, body)]).toMatchObject([path, { status: 401 }]);
      for (const person of [member, guest, moderator])
        expect([path, await person.ask(method, path, body)]).toMatchObject([path, refused(403, 'forbidden')]);
    }
    expect(await login(member.username)).toMatchObject({ status: 200 });
  });

  test('an invitation is seen by its maker and administrators alone', async () => {
    const { items } = await admin.must<Invitations>('POST', '/invitations', { emails: [address()] });
    const id = items[0]?.id ?? '';
    for (const person of [member, moderator]) {
      expect(await person.ask('GET', '/invitations')).toMatchObject({ status: 200, body: { items: [] } });
      for (const [method, path] of [
        ['POST', `/invitations/${id}/resend`],
        ['DELETE', `/invitations/${id}`],
      ] as const)
        expect(await person.ask(method, path)).toMatchObject(refused(404, 'invitation_not_found'));
    }
    await admin.must('DELETE', `/invitations/${id}`);
  });

  describe('an account that is added', () => {
    test('is in the Lobby, and its owner sets the password by the link, which is mailed as well', async () => {
      const email = address();
      const added = await admin.must<AddedPerson>('POST', '/admin/users', { email, displayName: 'Zoe Doe' });
      expect(added.account).toMatchObject({ email, displayName: 'Zoe Doe', role: 'member', storedBytes: 0 });
      const mail = await mailTo(email);
      expect(mail.text).toContain(added.link);
      expect(mail.text).toContain(added.account.username);
      expect(await login(email)).toMatchObject(refused(401, 'invalid_credentials'));
      const days = (Date.parse(added.linkExpiresAt) - Date.now()) / 86_400_000;
      expect(days).toBeGreaterThan(6.9);
      expect(await reset(added.link, PASSWORD)).toMatchObject({ status: 204 });
      expect(await reset(added.link, PASSWORD)).toMatchObject(refused(400, 'invalid_token'));
      expect(await login(email)).toMatchObject({ status: 200 });
      const [entry] = (await audited('account_created')).filter(({ targetId }) => targetId === added.account.id);
      expect(entry).toMatchObject({ actorId: admin.id, detail: { role: 'member' } });
      expect(JSON.stringify(entry)).not.toContain(added.link.split('#token=')[1]);
    });

    test('has a name and an address of its own', async () => {
      const add = (body: object) => admin.ask('POST', '/admin/users', body);
      expect(await add({ email: `${member.username}@EXAMPLE.org`, displayName: 'Zoe' })).toMatchObject({
        ...refused(409, 'email_taken'),
        body: { fields: { email: [expect.any(String)] } },
      });
      expect(await add({ email: address(), username: member.username })).toMatchObject(refused(409, 'username_taken'));
      expect(await add({ email: 'nobody', username: newName() })).toMatchObject(refused(400, 'invalid_input'));
      expect(await add({ email: address() })).toMatchObject(refused(400, 'invalid_input'));
      const email = address();
      const both = await Promise.all([add({ email, displayName: 'Yan' }), add({ email, displayName: 'Yun' })]);
      expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    });
  });

  test('a password link lets a person in again, ends their sessions when it is used, and is told once', async () => {
    const locked = await newMember(app.url);
    const { link } = await admin.must<PasswordLink>('POST', `/admin/users/${locked.id}/password-link`);
    expect(await locked.ask('GET', '/users/me')).toMatchObject({ status: 200 });
    expect(await reset(link, 'another fine password')).toMatchObject({ status: 204 });
    expect(await locked.ask('GET', '/users/me')).toMatchObject({ status: 401 });
    expect(await login(locked.username, 'another fine password')).toMatchObject({ status: 200 });
    const entries = (await audited('password_reset_asked')).filter(({ targetId }) => targetId === locked.id);
    expect(entries).toMatchObject([{ actorId: admin.id }]);
    expect(await admin.ask('POST', `/admin/users/${admin.id}/password-link`)).toMatchObject(refused(403, 'forbidden'));
    expect(await admin.ask('POST', `/admin/users/${guest.id}/password-link`)).toMatchObject(refused(403, 'forbidden'));
    await admin.must('PATCH', `/admin/users/${locked.id}`, { disabled: true });
    expect(await admin.ask('POST', `/admin/users/${locked.id}/password-link`)).toMatchObject({ status: 403 });
  });

  test('an address and names are corrected, and the person signs in by the new ones at once', async () => {
    const person = await newMember(app.url);
    const [email, username] = [address(), newName()];
    const correct = (changes: object, id = person.id) =>
      admin.ask<Account>('PATCH', `/admin/users/${id}/profile`, changes);
    const changed = await correct({ email, username, displayName: 'Zoe Doe' });
    expect(changed).toMatchObject({ status: 200, body: { email, username, displayName: 'Zoe Doe' } });
    expect(await person.must('GET', '/users/me')).toMatchObject({ email, username, displayName: 'Zoe Doe' });
    for (const name of [email, username]) expect(await login(name)).toMatchObject({ status: 200 });
    expect((await mailTo(`${person.username}@example.org`)).text).toContain('Parley');
    for (const action of ['email_changed', 'username_changed', 'display_name_changed'])
      expect((await audited(action)).filter(({ targetId }) => targetId === person.id)).toMatchObject([
        { actorId: admin.id },
      ]);
    expect(await correct({ email: `${member.username}@example.org` })).toMatchObject(refused(409, 'email_taken'));
    expect(await correct({ username: member.username })).toMatchObject(refused(409, 'username_taken'));
    expect(await correct({ email: 'nobody' })).toMatchObject(refused(400, 'invalid_input'));
    expect(await correct({ email: address() }, guest.id)).toMatchObject(refused(403, 'forbidden'));
    expect(await correct({ displayName: 'Me' }, admin.id)).toMatchObject(refused(403, 'forbidden'));
  });

  test('what a person stores is shown to administrators only', async () => {
    const file = { name: 'a.txt', type: 'text/plain', bytes: new Uint8Array(1_234).fill(65) };
    await uploaded(member, file);
    const stored = async (by: Member) =>
      (await by.must<AccountPage>('GET', `/admin/users?q=${member.username}`)).items.map(
        ({ storedBytes }) => storedBytes,
      );
    expect(await stored(admin)).toEqual([1_234]);
    expect(await stored(moderator)).toEqual([null]);
  });

  describe('the account of a person who has left', () => {
    test('is deleted by its typed name; what was written stays without a name', async () => {
      const gone = await newMember(app.url);
      await gone.goOnline();
      const lobby = await lobbyOf(gone);
      await gone.must('POST', `/rooms/${lobby.id}/messages`, { clientId: crypto.randomUUID(), body: 'I was here' });
      const erase = (username: string) => admin.ask('DELETE', `/admin/users/${gone.id}`, { username });
      expect(await erase('somebody')).toMatchObject({
        ...refused(400, 'invalid_input'),
        body: { fields: { username: [expect.any(String)] } },
      });
      expect(await erase(gone.username)).toMatchObject({ status: 204 });
      expect(await gone.receives('session_ended')).toEqual({ reason: 'account_deleted' });
      expect(await erase(gone.username)).toMatchObject(refused(404, 'user_not_found'));
      expect(await login(gone.username)).toMatchObject({ status: 401 });
      const { items } = await member.must<{ items: { body: string; author: { displayName: string } }[] }>(
        'GET',
        `/rooms/${lobby.id}/messages`,
      );
      expect(items.find(({ body }) => body === 'I was here')?.author.displayName).toBe('Deleted account');
      const [entry] = (await audited('account_deleted')).filter(({ targetId }) => targetId === gone.id);
      expect(entry).toMatchObject({ actorId: admin.id });
      gone.goOffline();
    });

    test('is never the own one, nor that of the last administrator', async () => {
      expect(await admin.ask('DELETE', `/admin/users/${admin.id}`, { username: admin.username })).toMatchObject(
        refused(403, 'forbidden'),
      );
      const second = await newMember(app.url);
      await admin.must('PATCH', `/admin/users/${second.id}`, { role: 'admin' });
      const answers = await Promise.all([
        admin.ask('DELETE', `/admin/users/${second.id}`, { username: second.username }),
        second.ask('DELETE', `/admin/users/${admin.id}`, { username: admin.username }),
      ]);
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      if ((await admin.ask('GET', '/users/me')).status !== 200) admin = second;
    });
  });
});
