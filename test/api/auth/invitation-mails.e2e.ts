import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Registered } from '../../../src/auth/auth.dto.ts';
import type { Invitations } from '../../../src/auth/invitations/invitations.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
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
    return { ...invitation, token: invitation.url.split('/invite/')[1] ?? '' };
  };

  test('is sent again three times a day, whoever asks, and an address of its own is counted by itself', async () => {
    const { id } = await invite();
    const resend = (which: string) => admin.ask('POST', `/invitations/${which}/resend`);
    for (let sent = 1; sent <= 3; sent++) expect(await resend(id)).toMatchObject({ status: 200 });
    expect(await resend(id)).toMatchObject(refused(429, 'too_many_requests'));
    expect(await resend((await invite()).id)).toMatchObject({ status: 200 });
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
