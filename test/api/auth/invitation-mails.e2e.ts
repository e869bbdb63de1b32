import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Registered } from '../../../src/auth/auth.dto.ts';
import type { Invitations } from '../../../src/auth/invitations/invitations.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailsTo } from '../../support/mailbox.ts';
import { ApiClient, eventually, type Member, newMember, newName, PASSWORD, refused } from '../../support/member.ts';

describe('an invitation by mail', () => {
  let app: TestApp;
  let admin: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    admin = await newMember(app.url);
  });

  afterAll(() => app.close());

  const invite = async () => {
    const emails = [`${newName()}@example.org`];
    const { items } = await admin.must<Invitations>('POST', '/invitations', { emails });
    const [invitation] = items;
    if (!invitation) throw new Error('not invited');
    return { ...invitation, token: invitation.url?.split('/invite/')[1] ?? '' };
  };

  test('is sent again three times a day, whoever asks, and an address of its own is counted by itself', async () => {
    const { id } = await invite();
    const resend = (which: string) => admin.ask('POST', `/invitations/${which}/resend`);
    for (let sent = 1; sent <= 3; sent++) expect(await resend(id)).toMatchObject({ status: 204 });
    expect(await resend(id)).toMatchObject(refused(429, 'too_many_requests'));
    expect(await resend((await invite()).id)).toMatchObject({ status: 204 });
  });

  test('is sent to a hundred addresses a day, and to none of those that are too many', async () => {
    const other = await newMember(app.url);
    await admin.must('PATCH', `/admin/users/${other.id}`, { role: 'admin' });
    const addresses = (count: number) => Array.from({ length: count }, () => `${newName()}@example.org`);
    const inviteAll = (emails: string[]) => other.ask<Invitations>('POST', '/invitations', { emails });
    expect(await inviteAll(addresses(60))).toMatchObject({ status: 201 });
    const tooMany = addresses(41);
    const answer = await inviteAll(tooMany);
    expect(answer).toMatchObject(refused(429, 'too_many_requests'));
    expect(JSON.stringify(answer.body)).toContain('40 more addresses may be invited today');
    for (const email of tooMany.slice(0, 3)) expect(await mailsTo(email)).toEqual([]);
    // What is refused anyway does not count.
    const rest = await inviteAll([...tooMany.slice(0, 40), 'no address', admin.user.email ?? '']);
    expect(rest.body.items).toHaveLength(40);
    expect(rest.body.refused.map(({ reason }) => reason)).toEqual(['not_an_address', 'already_member']);
    expect(await inviteAll(addresses(1))).toMatchObject(refused(429, 'too_many_requests'));
    expect(await admin.ask('POST', '/invitations', { emails: addresses(1) })).toMatchObject({ status: 201 });
  });

  test('is in the copy of data of both, without its link', async () => {
    const { email, token } = await invite();
    const guest = new ApiClient(app.url);
    const answer = await guest.ask<Registered>('POST', '/auth/register', {
      email,
      displayName: 'Ina',
      password: PASSWORD,
      invitation: token,
    });
    guest.token = answer.body.login?.accessToken ?? '';
    for (const person of [guest, admin]) {
      await person.ask('POST', '/users/me/export');
      let copy = '';
      await eventually(async () => {
        const { status, body } = await person.ask('GET', '/users/me/export/content');
        copy = JSON.stringify(body);
        return status === 200;
      }, 'the copy is ready');
      const { invitations } = JSON.parse(copy) as { invitations: { email: string }[] };
      expect(invitations.map((invitation) => invitation.email)).toContain(email);
      expect(copy).not.toContain(token);
    }
  });
});
