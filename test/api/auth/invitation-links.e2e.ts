import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login, Registered } from '../../../src/auth/auth.dto.ts';
import type {
  InvitationPage,
  InvitationPreview,
  Invitations,
  InvitationWithLink,
} from '../../../src/auth/invitations/invitations.dto.ts';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { codeFor, mailTo, mailsTo } from '../../support/mailbox.ts';
import {
  ApiClient,
  eventually,
  type Member,
  newGuest,
  newMember,
  newName,
  PASSWORD,
  refused,
} from '../../support/member.ts';

describe('an invitation by a link', () => {
  let app: TestApp;
  let admin: Member;
  let ada: Member;
  let grace: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    ada = await newMember(app.url);
    grace = await newMember(app.url);
    await admin.must('PATCH', '/admin/settings', { registration: 'invite' });
  });

  afterAll(() => app.close());

  const invalid = refused(404, 'invitation_not_valid');
  const address = () => `${newName()}@example.org`;
  const made = async (terms: object = {}, by: ApiClient = ada) => {
    const { invitation, url } = await by.must<InvitationWithLink>('POST', '/invitations/links', terms);
    return { ...invitation, url, token: url.split('/invite/')[1] ?? '' };
  };
  const lookup = (token: string) =>
    new ApiClient(app.url).ask<InvitationPreview>('GET', `/invitations/lookup/${token}`);
  const register = (invitation: string | undefined, email: string, client = new ApiClient(app.url)) =>
    client.ask<Registered>('POST', '/auth/register', { email, displayName: 'Ina', password: PASSWORD, invitation });
  const verify = async (email: string, client = new ApiClient(app.url)) =>
    client.ask<Login>('POST', '/auth/verify-email', { email, code: await codeFor(email) });
  const come = async (token: string, email = address()) => {
    const client = new ApiClient(app.url);
    expect(await register(token, email, client)).toMatchObject({ status: 202, body: { login: null } });
    return verify(email, client);
  };

  test('says what it is, and is in no list of others', async () => {
    const { token, url, ...invitation } = await made();
    expect(url).toContain(`/invite/${token}`);
    expect(invitation).toMatchObject({
      email: null,
      link: true,
      role: 'member',
      rooms: [],
      invitedBy: { id: ada.id },
      message: null,
      usesLeft: null,
      acceptedBy: [],
      state: 'open',
    });
    const days = (Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)) / 86_400_000;
    expect(Math.round(days)).toBe(7);
    expect((await lookup(token)).body).toEqual({
      serverName: '',
      invitedBy: { displayName: ada.username, avatarUrl: null },
      rooms: [],
      role: 'member',
      email: null,
      expiresAt: invitation.expiresAt,
    });
    const listed = async (by: ApiClient) =>
      (await by.must<InvitationPage>('GET', '/invitations?limit=100')).items.map(({ id }) => id);
    expect(await listed(ada)).toContain(invitation.id);
    expect(await listed(admin)).toContain(invitation.id);
    const other = new ApiClient(app.url);
    other.token = (await come(token)).body.accessToken;
    expect(await listed(other)).toEqual([]);
  });

  test('lets people in who confirm an address of their own, as many as it says', async () => {
    const { id, token } = await made({ uses: 2 });
    const first = await come(token);
    expect(first).toMatchObject({ status: 200, body: { user: { displayName: 'Ina', role: 'member' } } });
    const { items } = await ada.must<InvitationPage>('GET', '/invitations?state=open');
    expect(items.find((each) => each.id === id)).toMatchObject({
      usesLeft: 1,
      acceptedBy: [{ id: first.body.user.id }],
    });
    expect(await come(token)).toMatchObject({ status: 200 });
    expect(await lookup(token)).toMatchObject(invalid);
    expect(await register(token, address())).toMatchObject(invalid);
    expect(await register(undefined, address())).toMatchObject(refused(403, 'registration_closed'));
    const log = await admin.must<AuditPage>('GET', '/admin/audit?action=invitation_accepted');
    expect(log.items[0]).toMatchObject({ targetId: ada.id, detail: { role: 'member' } });
  });

  test('whose last use two take at once lets one of them in', async () => {
    const { token } = await made({ uses: 1 });
    const waiting = [address(), address()].map((email) => ({ email, client: new ApiClient(app.url) }));
    for (const { email, client } of waiting)
      expect(await register(token, email, client)).toMatchObject({ status: 202 });
    const answers = await Promise.all(waiting.map(({ email, client }) => verify(email, client)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(answers.find(({ status }) => status === 404)).toMatchObject(invalid);
  });

  test('that is revoked while somebody registers lets nobody in', async () => {
    const { id, token } = await made();
    const client = new ApiClient(app.url);
    const email = address();
    await register(token, email, client);
    const other = await made();
    expect(await ada.ask('DELETE', `/invitations/${id}`)).toMatchObject({ status: 204 });
    expect(await verify(email, client)).toMatchObject(invalid);
    expect(await lookup(token)).toMatchObject(invalid);
    expect(await lookup(other.token)).toMatchObject({ status: 200 });
  });

  test('of an inviter whose account is disabled or deleted leads nowhere', async () => {
    const ben = (await come((await made()).token)).body;
    const inviter = new ApiClient(app.url);
    inviter.token = ben.accessToken;
    const [used, unused] = [await made({}, inviter), await made({}, inviter)];
    await come(used.token);
    await admin.must('PATCH', `/admin/users/${ben.user.id}`, { disabled: true });
    expect(await lookup(used.token)).toMatchObject(invalid);
    await admin.must('PATCH', `/admin/users/${ben.user.id}`, { disabled: false });
    expect(await lookup(used.token)).toMatchObject({ status: 200 });
    await admin.must('DELETE', `/admin/users/${ben.user.id}`, { username: ben.user.username });
    for (const { token } of [used, unused]) expect(await lookup(token)).toMatchObject(invalid);
    await eventually(async () => {
      const { items } = await admin.must<InvitationPage>('GET', '/invitations?limit=100');
      const states = new Map(items.map((each) => [each.id, each.state]));
      return states.get(used.id) === 'revoked' && !states.has(unused.id);
    }, 'what waits is revoked');
  });

  test('is sent again by nobody, and ended by its maker and administrators alone', async () => {
    const { id } = await made();
    const other = new ApiClient(app.url);
    other.token = (await come((await made()).token)).body.accessToken;
    const missing = refused(404, 'invitation_not_found');
    expect(await ada.ask('POST', `/invitations/${id}/resend`)).toMatchObject(missing);
    expect(await other.ask('DELETE', `/invitations/${id}`)).toMatchObject(missing);
    expect(await admin.ask('DELETE', `/invitations/${id}`)).toMatchObject({ status: 204 });
    expect(await ada.ask('DELETE', `/invitations/${id}`)).toMatchObject(missing);
  });

  test.each([
    { uses: 0 },
    { uses: 1001 },
    { expiresInDays: 0 },
    { expiresInDays: 91 },
    { role: 'admin' },
    { role: null },
    { roomIds: ['x'] },
    { emails: ['a@example.org'] },
  ])('is refused with %j', async (terms) => {
    expect(await ada.ask('POST', '/invitations/links', terms)).toMatchObject(refused(400, 'invalid_input'));
  });

  test('a member invites by mail as well, without seeing the link', async () => {
    const email = address();
    const message = 'Hello Ina,\nwe begin at 9.30, z.B. with tea.';
    const answer = await ada.must<Invitations>('POST', '/invitations', { emails: [email], message });
    expect(answer).toMatchObject({ items: [{ email, link: false, usesLeft: 1, message, url: null }], refused: [] });
    const { text, html } = await mailTo(email);
    expect(text).toContain('we begin at 9.30, z.B. with tea.');
    expect(html).toContain('we begin at 9.30');
    const token = /\/invite\/([\w-]+)/.exec(text)?.[1] ?? '';
    expect(await register(token, email)).toMatchObject({ status: 202, body: { login: { user: { role: 'member' } } } });
  });

  test.each(['see https://evil.example', 'evil.example', 'www.evil', 'ask a@example.org'])(
    'a mail says nothing like %j',
    async (message) => {
      const emails = [address()];
      expect(await ada.ask('POST', '/invitations', { emails, message })).toMatchObject({
        ...refused(400, 'invalid_input'),
        body: { fields: { message: ['must not contain an address of the web'] } },
      });
      expect(await mailsTo(emails[0] ?? '')).toEqual([]);
    },
  );

  test('a member does not learn from it who has an account; moderators and administrators do', async () => {
    const fresh = address();
    const emails = [`${grace.username}@example.org`, fresh];
    const { items, refused: left } = await ada.must<Invitations>('POST', '/invitations', { emails });
    expect(left).toEqual([]);
    const [ofKnown, ofFresh] = items;
    const alike = { state: 'open', url: null, usesLeft: 1, rooms: [], acceptedBy: [] };
    expect(items).toEqual(emails.map((email) => expect.objectContaining({ ...alike, email })));
    expect(Object.keys(ofKnown ?? {})).toEqual(Object.keys(ofFresh ?? {}));
    const again = await ada.must<Invitations>('POST', '/invitations', { emails });
    expect(again.refused.map(({ reason }) => reason)).toEqual(['already_invited', 'already_invited']);
    for (const each of items)
      expect(await ada.ask('POST', `/invitations/${each.id}/resend`)).toMatchObject({ status: 204 });
    const { items: listed } = await ada.must<InvitationPage>('GET', '/invitations');
    for (const { id } of items) expect(listed).toContainEqual(expect.objectContaining({ id, state: 'open' }));

    // Its owner is told, and has no link that anybody could use instead.
    await mailTo(emails[0] ?? '', ({ subject }) => subject === 'You already have a Parley account');
    await mailTo(fresh, ({ text }) => text.includes('/invite/'));
    expect((await mailsTo(emails[0] ?? '')).map(({ text }) => text).join()).not.toContain('/invite/');

    const own = await ada.must<Invitations>('POST', '/invitations', { emails: [`${ada.username}@example.org`] });
    expect(own.refused.map(({ reason }) => reason)).toEqual(['already_member']);
    await admin.must('PATCH', `/admin/users/${grace.id}`, { role: 'moderator' });
    for (const person of [grace, admin])
      expect(
        await person.must<Invitations>('POST', '/invitations', { emails: [`${ada.username}@example.org`] }),
      ).toEqual({
        items: [],
        refused: [{ email: `${ada.username}@example.org`, reason: 'already_member' }],
      });
    for (const { id } of items) await ada.must('DELETE', `/invitations/${id}`);
  });

  test('a name becomes no link in the mail', async () => {
    await ada.must('PATCH', '/users/me', { displayName: 'evil.example/claim' });
    const email = address();
    await ada.must('POST', '/invitations', { emails: [email] });
    expect(JSON.stringify(await mailTo(email))).not.toContain('evil.example');
    await ada.must('PATCH', '/users/me', { displayName: ada.username });
  });

  test('a guest invites nobody', async () => {
    const guest = await newGuest(app.url);
    for (const path of ['/invitations/links', '/invitations'])
      expect(await guest.ask('POST', path, path.endsWith('links') ? {} : { emails: [address()] })).toMatchObject(
        refused(403, 'forbidden'),
      );
  });

  test('is made by nobody below INVITE_BY, and counts for nobody below it', async () => {
    const before = await made();
    const strict = await startApp({ databaseUrl: app.databaseUrl, settings: { INVITE_BY: 'moderator' } });
    const at = (person: Member) => person.sameSession(strict.url);
    for (const path of ['/invitations/links', '/invitations'])
      expect(await at(ada).ask('POST', path, path.endsWith('links') ? {} : { emails: [address()] })).toMatchObject(
        refused(403, 'forbidden'),
      );
    expect(await new ApiClient(strict.url).ask('GET', `/invitations/lookup/${before.token}`)).toMatchObject(invalid);
    expect(await at(ada).ask('DELETE', `/invitations/${before.id}`)).toMatchObject({ status: 204 });
    await admin.must('PATCH', `/admin/users/${ada.id}`, { role: 'moderator' });
    expect(await at(ada).ask('POST', '/invitations/links', {})).toMatchObject({ status: 201 });
    await admin.must('PATCH', `/admin/users/${ada.id}`, { role: 'member' });
    await strict.close();
  });
});
