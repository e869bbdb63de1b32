import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.ts';
import { newMember, newName, PASSWORD, refused } from '../../support/member.ts';
import { ProviderBrowser } from '../../support/sign-in/provider-browser.ts';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';
import { ScriptedProvider } from '../../support/sign-in/scripted-provider.ts';
import { type RealProvider, startOidcProvider } from '../../support/services/oidc-provider.ts';

const PUBLIC_URL = 'http://localhost:3000';

describe('a real provider', () => {
  let app: TestApp;
  let real: RealProvider;
  let away: ScriptedProvider;
  let leading: ScriptedProvider;

  beforeAll(async () => {
    real = await startOidcProvider({ publicUrl: PUBLIC_URL, id: 'real' });
    [away, leading] = [await ScriptedProvider.start(), await ScriptedProvider.start()];
    app = await startApp({
      settings: {
        OIDC_PROVIDERS: 'real,away,leading,gone',
        ...real.settings('real'),
        ...away.settings('away'),
        ...leading.settings('leading'),
        OIDC_GONE_ISSUER: 'https://127.0.0.1:1',
        OIDC_GONE_CLIENT_ID: 'parley',
      },
    });
  });

  afterAll(async () => {
    await app.close();
    await real.stop();
    await away.stop();
    await leading.stop();
  });

  const visitor = () => new ProviderVisitor(app.url);

  test('signs in with all that it checks: the code once, its verifier, the secret of the client', async () => {
    const name = newName();
    const [browser, pages] = [visitor(), new ProviderBrowser()];
    const address = await pages.signIn(await browser.pageOf('real', { next: '/settings/profile' }), name);
    expect(await browser.comeBack(address)).toBe('/entered?next=%2Fsettings%2Fprofile');
    const { user } = await browser.enter();
    expect(user).toMatchObject({ username: name, email: `${name}@example.org`, role: 'member' });

    const again = visitor();
    const second = await pages.signIn(await again.pageOf('real'), name);
    expect(await again.comeBack(second)).toMatch(/^\/entered/);
    expect((await again.enter()).user.id).toBe(user.id);
  });

  test('leads back in words where the person says no', async () => {
    const browser = visitor();
    const address = await new ProviderBrowser().refuse(await browser.pageOf('real'));
    expect(await browser.comeBack(address)).toBe('/sign-in?problem=sign_in_failed&provider=real');
  });

  test('T31: that is gone, down or silent keeps nobody waiting, and nobody out who comes another way', async () => {
    expect(await visitor().start('gone')).toMatchObject(refused(503, 'provider_unavailable'));
    away.mode = 'down';
    expect(await visitor().start('away')).toMatchObject(refused(503, 'provider_unavailable'));
    away.mode = 'silent';
    const member = await newMember(app.url);
    const began = Date.now();
    const waiting = visitor().start('away');
    await visitor().must('POST', '/auth/login', { login: member.username, password: PASSWORD });
    expect((await fetch(`${app.url}/health/ready`)).status).toBe(200);
    expect(Date.now() - began).toBeLessThan(4_000);
    expect(await waiting).toMatchObject(refused(503, 'provider_unavailable'));
    expect(Date.now() - began).toBeLessThan(6_000);
    away.mode = 'up';
    expect((await visitor().start('away')).status).toBe(200);
  });

  test('that names an address inside the own network itself is not asked there', async () => {
    let connections = 0;
    const inside = createServer((socket) => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    const { port } = inside.address() as { port: number };
    leading.tokenEndpoint = `https://127.0.0.1:${port}/token`;
    const browser = visitor();
    const address = leading.signIn(await browser.pageOf('leading'), { claims: { sub: 'a' } });
    expect(await browser.comeBack(address)).toBe('/sign-in?problem=provider_unavailable&provider=leading');
    expect(connections).toBe(0);
    inside.close();
  });

  test('T31: that goes away on the way back is said to be so', async () => {
    const browser = visitor();
    const address = away.signIn(await browser.pageOf('away'), { claims: { sub: 'a' } });
    away.mode = 'down';
    expect(await browser.comeBack(address)).toBe('/sign-in?problem=provider_unavailable&provider=away');
    away.mode = 'up';
  });
});
