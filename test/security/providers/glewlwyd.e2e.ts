import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProviderPage } from '../../../src/auth/providers/oidc.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, newName, refused } from '../../support/member.ts';
import { startGlewlwyd, whyNoGlewlwyd } from '../../support/services/glewlwyd.mjs';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';

const PUBLIC_URL = 'http://localhost:3000';

const missing = whyNoGlewlwyd();
if (missing) console.warn(missing);

/** By other authors than those of the library that asks: what both understand is the protocol. */
(missing ? describe.skip : describe)('Glewlwyd', () => {
  let app: TestApp;
  let glewlwyd: Awaited<ReturnType<typeof startGlewlwyd>>;

  beforeAll(async () => {
    glewlwyd = await startGlewlwyd({ publicUrl: PUBLIC_URL, id: 'glewlwyd' });
    app = await startApp({ settings: { OIDC_PROVIDERS: 'glewlwyd', ...glewlwyd.settings } });
    await glewlwyd.register(app.url);
  });

  afterAll(async () => {
    await app.close();
    await glewlwyd.stop();
  });

  const visitor = () => new ProviderVisitor(app.url);

  test('T16: signs in with code and PKCE, once by each code, and makes one account', async () => {
    const name = newName();
    const there = await glewlwyd.person(name, 'Ada Lovelace');
    const browser = visitor();
    const page = await browser.pageOf('glewlwyd', { next: '/settings/profile' });
    expect(new URL(page).searchParams.get('code_challenge_method')).toBe('S256');
    const back = await there.signIn(page);
    expect(await browser.comeBack(back)).toBe('/entered?next=%2Fsettings%2Fprofile');
    const { user } = await browser.enter();
    expect(user).toMatchObject({ displayName: 'Ada Lovelace', role: 'member' });

    expect(await browser.comeBack(back)).toBe('/sign-in?problem=sign_in_failed');
    const again = visitor();
    expect(await again.comeBack(await there.signIn(await again.pageOf('glewlwyd')))).toMatch(/^\/entered/);
    expect((await again.enter()).user.id).toBe(user.id);

    const other = visitor();
    const neighbour = await glewlwyd.person(newName(), 'Ada Lovelace');
    expect(await other.comeBack(await neighbour.signIn(await other.pageOf('glewlwyd')))).toMatch(/^\/entered/);
    expect((await other.enter()).user.id).not.toBe(user.id);
  });

  test('T26: is signed out of from here, and tells of it: the other sessions end', async () => {
    const there = await glewlwyd.person(newName(), 'Ada Lovelace');
    const comeIn = async () => {
      const browser = visitor();
      expect(await browser.comeBack(await there.signIn(await browser.pageOf('glewlwyd')))).toMatch(/^\/entered/);
      await browser.enter();
      return browser;
    };
    const [desk, other] = [await comeIn(), await comeIn()];
    const { status, body } = await desk.ask<ProviderPage>('POST', '/auth/logout', { everywhere: true }, desk.xsrf);
    expect(status).toBe(200);
    expect(await desk.ask('GET', '/users/me')).toMatchObject(refused(401, 'session_ended'));
    expect((await other.ask('GET', '/users/me')).status).toBe(200);
    await there.signOut(body.url);
    const ended = async () => (await other.ask('GET', '/users/me')).status === 401;
    await eventually(ended, 'Glewlwyd tells of the logout');
  });
});
