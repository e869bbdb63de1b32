import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { IdentityPage } from '../../../src/auth/identities/identity.dto.ts';
import type { Factors } from '../../../src/auth/second-factor/second-factor.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { ProblemDetails } from '../../../src/common/problem.ts';
import type { Me } from '../../../src/users/users.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { codeFor, mailTo, mailsTo } from '../../support/mailbox.ts';
import { type Member, newGuest, newMember, newName, PASSWORD, refused, signInAgain } from '../../support/member.ts';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';
import { ScriptedProvider } from '../../support/sign-in/scripted-provider.ts';
import { SoftwareDevice } from '../../support/sign-in/software-passkey.ts';

const SECURITY = '/settings/security';

describe('a provider of an account', () => {
  let app: TestApp;
  let database: Database;
  let house: ScriptedProvider;
  let other: ScriptedProvider;
  let admin: Member;

  beforeAll(async () => {
    [house, other] = [await ScriptedProvider.start(), await ScriptedProvider.start()];
    app = await startApp({
      settings: { OIDC_PROVIDERS: 'house,other', ...house.settings('house'), ...other.settings('other') },
    });
    database = app.nest.get(Database, { strict: false });
    admin = await newMember(app.url);
  });

  afterAll(async () => {
    await app.close();
    await house.stop();
    await other.stop();
  });

  const person = () => {
    const sub = newName('s');
    return { sub, name: 'Ada', email: `${sub}@example.org`, email_verified: true };
  };
  /** The same session in a browser that goes to providers. */
  const browserOf = ({ token }: Pick<Member, 'token'>) => {
    const browser = new ProviderVisitor(app.url);
    if (token !== undefined) browser.token = token;
    return browser;
  };
  const connect = (member: Pick<Member, 'token'>, claims = person(), id = 'house', provider = house) =>
    browserOf(member).signInAt(provider, id, { claims }, { purpose: 'connect' });
  const comeIn = async (claims = person(), id = 'house', provider = house) => {
    const browser = new ProviderVisitor(app.url);
    expect(await browser.signInAt(provider, id, { claims })).toBe('/entered?next=%2Frooms');
    return { browser, ...(await browser.enter()) };
  };
  const identitiesOf = async (client: Pick<Member, 'must'>) =>
    (await client.must<IdentityPage>('GET', '/auth/identities')).items;
  const age = (userId: string) =>
    database.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [userId]);
  const addressOf = ({ username }: Member) => `${username}@example.org`;
  const auditOf = async (userId: string) =>
    (await admin.must<AuditPage>('GET', `/admin/audit?userId=${userId}&limit=100`)).items;

  test('is connected by its owner, signs in from then on, and is told by mail and in the audit log', async () => {
    const member = await newMember(app.url);
    const claims = person();
    expect(await connect(member, claims)).toBe(SECURITY);
    expect(await identitiesOf(member)).toEqual([
      expect.objectContaining({ provider: 'house', name: 'House', email: claims.email }),
    ]);
    expect((await comeIn(claims)).user.id).toBe(member.id);
    await mailTo(addressOf(member), ({ subject }) => subject === 'House signs in to your Parley account now');
    expect(await auditOf(member.id)).toContainEqual(
      expect.objectContaining({ action: 'identity_connected', detail: { provider: 'house' } }),
    );
    expect(await connect(member, claims)).toBe(SECURITY); // once more changes nothing
    expect(await identitiesOf(member)).toHaveLength(1);
  });

  test('is not connected twice, nor where it belongs to another account', async () => {
    const [ada, grace] = [await newMember(app.url), await newMember(app.url)];
    const claims = person();
    await connect(ada, claims);
    expect(await connect(grace, claims)).toBe(`${SECURITY}?problem=account_exists&provider=house`);
    expect(await connect(ada, person())).toBe(`${SECURITY}?problem=account_exists&provider=house`);
    expect(await identitiesOf(grace)).toEqual([]);
    expect(await identitiesOf(ada)).toHaveLength(1);
  });

  test('T9: is connected and disconnected with a fresh proof alone', async () => {
    const member = await newMember(app.url);
    await connect(member);
    const [identity] = await identitiesOf(member);
    await age(member.id);
    expect(await browserOf(member).start('other', { purpose: 'connect' })).toMatchObject(
      refused(403, 'confirmation_required'),
    );
    expect(await member.ask('DELETE', `/auth/identities/${identity?.id}`)).toMatchObject(
      refused(403, 'confirmation_required'),
    );
    expect(await identitiesOf(member)).toHaveLength(1);
  });

  test('is connected by nobody without a session, and by no guest', async () => {
    const stranger = new ProviderVisitor(app.url);
    for (const purpose of ['connect', 'confirm'])
      expect(await stranger.start('house', { purpose })).toMatchObject(refused(401, 'unauthenticated'));
    const guest = browserOf(await newGuest(app.url));
    for (const purpose of ['connect', 'confirm'])
      expect(await guest.start('house', { purpose })).toMatchObject(refused(403, 'forbidden'));
  });

  test('is not connected once the session has ended on the way', async () => {
    const member = await newMember(app.url);
    const again = await signInAgain(member);
    const browser = browserOf(again);
    const page = await browser.pageOf('house', { purpose: 'connect' });
    await member.must('DELETE', '/auth/sessions');
    expect(await browser.comeBack(house.signIn(page, { claims: person() }))).toMatch(/problem=sign_in_failed/);
    expect(await identitiesOf(member)).toEqual([]);
  });

  test('confirms that it is the same person, who has signed in anew', async () => {
    const claims = person();
    const { browser, user } = await comeIn(claims);
    await age(user.id);
    const { body } = await browser.ask<ProblemDetails>('POST', '/auth/totp');
    expect(body).toMatchObject({ code: 'confirmation_required', methods: ['provider'] });

    const page = await browser.pageOf('house', { purpose: 'confirm', next: '/settings/privacy' });
    expect(Object.fromEntries(new URL(page).searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    const confirm = async (script: object) => {
      const url = await browser.pageOf('house', { purpose: 'confirm', next: '/settings/privacy' });
      return browser.comeBack(house.signIn(url, { claims, ...script }));
    };
    const failed = '/settings/privacy?problem=sign_in_failed&provider=house';
    expect(await confirm({})).toBe(failed); // it does not say when
    expect(await confirm({ forged: { auth_time: house.now - 3600 } })).toBe(failed);
    expect(await confirm({ claims: person(), forged: { auth_time: house.now } })).toBe(failed);
    expect((await browser.ask('POST', '/auth/totp')).status).toBe(403);
    expect(await confirm({ forged: { auth_time: house.now } })).toBe('/settings/privacy');
    expect((await browser.ask('POST', '/auth/totp')).status).toBe(201);
    expect(await auditOf(user.id)).toContainEqual(
      expect.objectContaining({ action: 'confirmed', detail: { by: 'house' } }),
    );
  });

  test('is disconnected, unless it is the last way in; other sessions that began there end', async () => {
    const claims = person();
    const { browser, user } = await comeIn(claims);
    const [identity] = await identitiesOf(browser);
    const remove = () => browser.ask('DELETE', `/auth/identities/${identity?.id}`);
    expect(await remove()).toMatchObject(refused(409, 'last_way_in'));
    expect(await browser.ask('DELETE', '/auth/identities/01890000-0000-7000-8000-000000000000')).toMatchObject(
      refused(404, 'not_found'),
    );
    await new SoftwareDevice().addTo(browser);
    const elsewhere = await comeIn(claims);
    expect((await remove()).status).toBe(204);
    expect(await elsewhere.browser.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    expect((await browser.ask('GET', '/users/me')).status).toBe(200);
    await mailTo(claims.email, ({ subject }) => subject === 'House does not sign in to your Parley account any more');
    expect((await auditOf(user.id)).map(({ action }) => action)).toContain('identity_disconnected');
    const { passkeys } = await browser.must<Factors>('GET', '/auth/factors');
    expect(await browser.ask('DELETE', `/auth/passkeys/${passkeys[0]?.id}`)).toMatchObject(refused(409, 'last_way_in'));
  });

  test('of another person is not disconnected', async () => {
    const [ada, grace] = [await newMember(app.url), await newMember(app.url)];
    await connect(ada);
    const [identity] = await identitiesOf(ada);
    expect(await grace.ask('DELETE', `/auth/identities/${identity?.id}`)).toMatchObject(refused(404, 'not_found'));
  });

  test('is enough to delete an account that has no password, with a fresh proof', async () => {
    const claims = person();
    const { browser, user } = await comeIn(claims);
    expect(await browser.must<Factors>('GET', '/auth/factors')).toMatchObject({ password: false });
    expect(await admin.must<Factors>('GET', '/auth/factors')).toMatchObject({ password: true });
    await age(user.id);
    expect(await browser.ask('DELETE', '/users/me', {})).toMatchObject(refused(403, 'confirmation_required'));
    const { browser: again } = await comeIn(claims);
    expect((await again.ask('DELETE', '/users/me', {})).status).toBe(204);
    expect((await comeIn(claims)).user.id).not.toBe(user.id);
  });

  test('T9: is enough to change the address of an account that has no password, with a fresh proof', async () => {
    const claims = person();
    const { browser, user } = await comeIn(claims);
    const email = `${newName()}@example.org`;
    const change = (body: object) => browser.ask('POST', '/users/me/email', { email, ...body });
    await age(user.id);
    for (const body of [{}, { password: PASSWORD }])
      expect(await change(body)).toMatchObject({
        status: 403,
        body: { code: 'confirmation_required', methods: ['provider'] },
      });
    expect(await mailsTo(email)).toEqual([]);
    const page = await browser.pageOf('house', { purpose: 'confirm' });
    await browser.comeBack(house.signIn(page, { claims, forged: { auth_time: house.now } }));
    expect((await change({})).status).toBe(202);
    expect(await browser.must<Me>('POST', '/users/me/email/confirm', { code: await codeFor(email) })).toMatchObject({
      email,
    });
    expect((await comeIn(claims)).user).toMatchObject({ id: user.id, email });
    // With a password, it is the password that counts, however fresh the session is.
    expect(await admin.ask('POST', '/users/me/email', { email: `${newName()}@example.org` })).toMatchObject(
      refused(401, 'invalid_credentials'),
    );

    // The former address takes it back. That makes no way in around the provider.
    const { text } = await mailTo(claims.email, ({ text }) => text.includes('/undo-email#token='));
    await browserOf({}).must('POST', '/auth/undo-email-change', { token: /#token=([\w-]+)/.exec(text)?.[1] });
    expect(await browser.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    await mailTo(claims.email, ({ subject }) => subject === 'How you sign in to Parley');
    expect((await mailsTo(claims.email)).map((mail) => mail.text).join()).not.toContain('reset-password');
    expect((await comeIn(claims)).user).toMatchObject({ id: user.id, email: claims.email });
  });

  test('without an address gets its first one, by a code to it', async () => {
    const claims = { ...person(), email_verified: false };
    const { browser, user } = await comeIn(claims);
    expect(user.email).toBeNull();
    const email = `${newName()}@example.org`;
    expect((await browser.ask('POST', '/users/me/email', { email: addressOf(admin) })).status).toBe(202);
    await mailTo(addressOf(admin), ({ text }) => text.includes('another Parley account'));
    await browser.must('POST', '/users/me/email', { email });
    const code = await codeFor(email);
    expect(await browser.must<Me>('POST', '/users/me/email/confirm', { code })).toMatchObject({ email });
    expect((await auditOf(user.id)).map(({ action }) => action)).toEqual(
      expect.arrayContaining(['email_change_asked', 'email_changed']),
    );
  });

  test('sets up a second factor without an address', async () => {
    const { browser, user } = await comeIn({ ...person(), email_verified: false });
    expect(user.email).toBeNull();
    await withTotp(browser);
    expect((await browser.must<Factors>('GET', '/auth/factors')).totp).not.toBeNull();
  });

  test('G3: is named in place of a link for a password', async () => {
    const claims = person();
    await comeIn(claims);
    await browserOf({}).must('POST', '/auth/forgot-password', { email: claims.email });
    const { text } = await mailTo(claims.email, ({ subject }) => subject === 'How you sign in to Parley');
    expect(text).toContain('you sign in through House');
    expect((await mailsTo(claims.email)).map((mail) => mail.text).join()).not.toContain('reset-password');
  });
});
