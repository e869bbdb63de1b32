import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Account } from '../../../src/admin/admin.dto.ts';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Registered } from '../../../src/auth/auth.dto.ts';
import type { InvitationPage, InvitationPreview, Invitations } from '../../../src/auth/invitations/invitations.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailTo } from '../../support/mailbox.ts';
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

describe('invitations', () => {
  let app: TestApp;
  let admin: Member;

  beforeAll(async () => {
    app = await startApp();
    admin = await newMember(app.url);
    await admin.must('PATCH', '/admin/settings', { registration: 'invite', serverName: 'Example Works' });
  });

  afterAll(() => app.close());

  const address = () => `${newName()}@example.org`;
  const invite = async (email = address()) => {
    const { items } = await admin.must<Invitations>('POST', '/invitations', { emails: [email] });
    const [invitation] = items;
    if (!invitation) throw new Error('not invited');
    const url = invitation.url ?? '';
    return { ...invitation, email, url, token: url.split('/invite/')[1] ?? '' };
  };
  const tokenIn = (text: string) => /\/invite\/([\w-]+)/.exec(text)?.[1] ?? '';
  const lookup = (token: string) =>
    new ApiClient(app.url).ask<InvitationPreview>('GET', `/invitations/lookup/${token}`);
  const accept = (token: string, email: string, client = new ApiClient(app.url)) =>
    client.ask<Registered>('POST', '/auth/register', {
      email,
      displayName: 'Ina',
      password: PASSWORD,
      invitation: token,
    });
  const invalid = refused(404, 'invitation_not_valid');

  test('let an address in where nobody else registers, at once and once', async () => {
    const { email, token, url, id } = await invite();
    expect((await mailTo(email)).text).toContain(url);
    expect((await mailTo(email)).subject).toBe(`${admin.username} invites you to Example Works`);
    expect(await lookup(token)).toMatchObject({
      status: 200,
      body: {
        serverName: 'Example Works',
        invitedBy: { displayName: admin.username },
        rooms: [],
        role: 'member',
        email,
      },
    });
    expect(await accept(token, address())).toMatchObject({
      ...refused(400, 'invalid_input'),
      body: { fields: { email: ['must be the address that was invited'] } },
    });
    const client = new ApiClient(app.url);
    const answer = await accept(token, email.toUpperCase(), client);
    expect(answer).toMatchObject({ status: 202, body: { login: { user: { displayName: 'Ina', role: 'member' } } } });
    client.token = answer.body.login?.accessToken ?? '';
    expect(await client.ask('GET', '/users/me')).toMatchObject({ status: 200 });
    expect(await accept(token, email)).toMatchObject(invalid);
    expect(await lookup(token)).toMatchObject(invalid);
    const { items } = await admin.must<InvitationPage>('GET', '/invitations?state=accepted');
    expect(items).toMatchObject([{ id, email, usesLeft: 0, acceptedBy: [{ id: answer.body.login?.user.id }] }]);
  });

  test('of one address are accepted once, however many try', async () => {
    const { email, token } = await invite();
    const answers = await Promise.all([1, 2, 3].map(() => accept(token, email)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
  });

  test('that are revoked, replaced, expired or by a former administrator have one answer', async () => {
    const revoked = await invite();
    await admin.must('DELETE', `/invitations/${revoked.id}`);
    expect(await admin.ask('DELETE', `/invitations/${revoked.id}`)).toMatchObject(refused(404, 'invitation_not_found'));
    const replaced = await invite();
    expect(await admin.ask('POST', `/invitations/${replaced.id}/resend`)).toMatchObject({ status: 204 });
    const { text } = await mailTo(replaced.email, (mail) => !mail.text.includes(replaced.token));
    const expired = await invite();
    const database = app.nest.get(Database, { strict: false });
    await database.query(`UPDATE invitations SET expires_at = now() WHERE id = $1`, [expired.id]);
    for (const { token, email } of [revoked, replaced, expired, { token: 'x'.repeat(43), email: address() }]) {
      expect(await lookup(token)).toMatchObject(invalid);
      expect(await accept(token, email)).toMatchObject(invalid);
    }
    const current = tokenIn(text);
    expect(await lookup(current)).toMatchObject({ status: 200 });
    await database.query(`UPDATE users SET disabled_at = now() WHERE id = $1`, [admin.id]);
    expect(await accept(current, replaced.email)).toMatchObject(invalid);
    await database.query(`UPDATE users SET disabled_at = NULL WHERE id = $1`, [admin.id]);
    expect(await accept(current, replaced.email)).toMatchObject({ status: 202 });
  });

  test('are refused for each address by itself', async () => {
    const [known, waiting, fresh] = [`${admin.username}@example.org`, (await invite()).email, address()];
    const { items, refused: left } = await admin.must<Invitations>('POST', '/invitations', {
      emails: [known, waiting, 'nobody', fresh, ` ${fresh} `],
    });
    expect(items.map(({ email }) => email)).toEqual([fresh]);
    expect(left).toEqual([
      { email: known, reason: 'already_member' },
      { email: waiting, reason: 'already_invited' },
      { email: 'nobody', reason: 'not_an_address' },
    ]);
    for (const emails of [[], Array.from({ length: 101 }, address), [1], 'a@example.org'])
      expect(await admin.ask('POST', '/invitations', { emails })).toMatchObject(refused(400, 'invalid_input'));
  });

  test('are audited without their links, and forgotten with the account that came of them', async () => {
    const { email, token, id } = await invite();
    const { items } = await admin.must<AuditPage>('GET', '/admin/audit?action=person_invited');
    expect(items[0]).toMatchObject({ actorId: admin.id, detail: { email } });
    expect(JSON.stringify(items)).not.toContain(token);
    const account = (await accept(token, email)).body.login?.user;
    await admin.must<Account>('DELETE', `/admin/users/${account?.id}`, { username: account?.username });
    await eventually(async () => {
      const found = await admin.must<InvitationPage>('GET', '/invitations?limit=100');
      return found.items.every((each) => each.id !== id);
    }, 'the invitation is forgotten');
  });

  test('let nobody in, and are not made, while registration is closed', async () => {
    const { email, token } = await invite();
    await admin.must('PATCH', '/admin/settings', { registration: 'closed' });
    const closed = refused(403, 'registration_closed');
    expect(await accept(token, email)).toMatchObject(closed);
    expect(await admin.ask('POST', '/invitations', { emails: [address()] })).toMatchObject(closed);
    expect(await admin.ask('POST', '/invitations/links', {})).toMatchObject(closed);
    await admin.must('PATCH', '/admin/settings', { registration: 'invite' });
    expect(await accept(token, email)).toMatchObject({ status: 202 });
  });

  test('of addresses that may not register here are refused', async () => {
    await admin.must('PATCH', '/admin/settings', { registration: 'domains', registrationDomains: ['example.net'] });
    const [inside, outside] = [`${newName()}@example.net`, address()];
    const emails = [outside, inside];
    const answer = await admin.must<Invitations>('POST', '/invitations', { emails });
    expect(answer.items.map(({ email }) => email)).toEqual([inside]);
    expect(answer.refused).toEqual([{ email: outside, reason: 'domain_not_allowed' }]);
    // Guests have no address here.
    const guests = await admin.must<Invitations>('POST', '/invitations', { emails: [outside], role: 'guest' });
    expect(guests.items).toMatchObject([{ email: outside, role: 'guest' }]);
    await admin.must('PATCH', '/admin/settings', { registration: 'invite' });
  });

  test('a guest who was invited keeps who they are', async () => {
    await admin.must('PATCH', '/admin/settings', { guestAccess: null });
    const guest = await newGuest(app.url);
    const { email, token } = await invite();
    const answer = await accept(token, email, guest);
    expect(answer.body.login?.user.id).toBe(guest.id);
  });
});
