import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Login, Registered } from '../../../src/auth/auth.dto.ts';
import type { Invitations, InvitationWithLink } from '../../../src/auth/invitations/invitations.dto.ts';
import type { PasskeyRequestOptions } from '../../../src/auth/passkeys/passkey.dto.ts';
import type { ProblemDetails } from '../../../src/common/problem.ts';
import { newDatabase } from '../../support/app.ts';
import { type BuiltServer, startBuiltServer } from '../../support/built-server.ts';
import { mailTo } from '../../support/mailbox.ts';
import { ApiClient, eventually, newMember, newName, PASSWORD } from '../../support/member.ts';
import { startTraceCollector, type TraceCollector } from '../../support/services/trace-collector.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';
import { CLIENT_ID, CLIENT_SECRET, ScriptedProvider } from '../../support/sign-in/scripted-provider.ts';
import { SoftwareDevice } from '../../support/sign-in/software-passkey.ts';
import { makeToken, programOf } from '../../support/sign-in/tokens.ts';

const TIMEOUT_MS = 240_000;

describe('what opens an account', () => {
  let provider: ScriptedProvider;
  let collector: TraceCollector;
  let server: BuiltServer;
  let database: pg.Client;

  beforeAll(async () => {
    [provider, collector] = [await ScriptedProvider.start(), await startTraceCollector()];
    const databaseUrl = await newDatabase();
    server = await startBuiltServer(databaseUrl, undefined, {
      LOG_LEVEL: 'trace',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OIDC_PROVIDERS: 'house',
      ...provider.settings('house'),
    });
    database = new pg.Client({ connectionString: databaseUrl });
    await database.connect();
  }, TIMEOUT_MS);

  afterAll(async () => {
    await database.end();
    await provider.stop();
    collector.stop();
    await server.stop('SIGKILL');
  });

  /** By what it is. */
  const planted = new Map<string, string>();
  const plant = (what: string, secret: string | null | undefined): string => {
    if (!secret || secret.length < 8) throw new Error(`No secret: ${what}`);
    planted.set(`${what} ${planted.size}`, secret);
    return secret;
  };
  const plantCookies = (client: ApiClient) => client.cookies.forEach((value, name) => plant(`cookie ${name}`, value));
  const tokenIn = (text: string, path: string) => new RegExp(`/${path}[/#](?:token=)?([\\w-]{20,})`).exec(text)?.[1];

  /** There, back and refused, and a logout that the provider tells of. */
  async function throughProvider(): Promise<ProviderVisitor> {
    const sub = newName('s');
    const claims = { sub, email: `${sub}@example.org`, email_verified: true, name: 'Ada', sid: newName('sid') };
    const browser = new ProviderVisitor(server.url);
    for (const script of [{ claims, forged: { aud: 'another' } }, { claims, foreignKey: true }, { claims }]) {
      const page = await browser.pageOf('house');
      const back = provider.signIn(page, script);
      const [asked, given] = [new URL(page).searchParams, new URL(back).searchParams];
      for (const name of ['state', 'nonce', 'code_challenge']) plant(name, asked.get(name));
      plant('code', given.get('code'));
      plantCookies(browser);
      await browser.comeBack(back);
    }
    plant('access token', (await browser.enter()).accessToken);
    plantCookies(browser);
    await browser.must('POST', '/users/me/export');
    for (const events of [{}, { 'http://schemas.openid.net/event/backchannel-logout': {} }]) {
      const about = { iss: provider.issuer, aud: CLIENT_ID, sub: newName('s'), jti: newName('j'), events };
      const times = { iat: provider.now, exp: provider.now + 60 };
      const token = plant('logout token', await provider.sign({ ...about, ...times }, { typ: 'logout+jwt' }));
      const body = new URLSearchParams({ logout_token: token });
      await fetch(`${server.url}/api/v1/auth/oidc/house/backchannel-logout`, { method: 'POST', body });
    }
    provider.issued.forEach((token) => plant('token of the provider', token));
    plant('client secret', CLIENT_SECRET);
    return browser;
  }

  test(
    'T39, T42: stands in no log line, trace, entry of the audit log or export, which names what there is',
    async () => {
      const admin = await newMember(server.url);
      const stranger = new ApiClient(server.url);
      plant('password', PASSWORD);
      const exportable = [admin, await throughProvider()];

      const { secret, recoveryCodes } = await withTotp(admin);
      plant('secret of an app', secret);
      recoveryCodes.forEach((code) => plant('recovery code', code));
      const login = { login: admin.username, password: PASSWORD };
      const { body } = await stranger.ask<ProblemDetails>('POST', '/auth/login', login);
      const ticket = plant('ticket', body.secondFactor?.ticket);
      await stranger.ask('POST', '/auth/second-factor', { ticket, totp: '000000' });
      await stranger.ask('POST', '/auth/second-factor', { ticket, recoveryCode: recoveryCodes[1]?.replace(/.$/, '0') });
      const entered = await stranger.must<Login>('POST', '/auth/second-factor', {
        ticket,
        recoveryCode: recoveryCodes[0],
      });
      plant('access token', entered.accessToken);
      plantCookies(stranger);
      await stranger.ask('POST', '/auth/second-factor', { ticket, recoveryCode: recoveryCodes[0] });

      const device = new SoftwareDevice();
      await device.addTo(admin);
      const options = await stranger.must<PasskeyRequestOptions>('POST', '/auth/passkey/options', {});
      plant('challenge', String(options.options.challenge));
      const passkey = device.use(options);
      plant('signature', String((passkey.response as Record<string, unknown>).signature));
      for (let times = 0; times < 2; times++) await stranger.ask('POST', '/auth/passkey', { passkey });

      const { secret: token } = await makeToken(admin, { name: 'Planted' });
      const program = programOf(admin, plant('personal token', token));
      for (const path of ['/users/me', '/auth/tokens', `/rooms/${token}`, `/users/me?access_token=${token}`])
        await program.ask('GET', path);

      const email = `${newName()}@example.org`;
      const { items } = await admin.must<Invitations>('POST', '/invitations', { emails: [email] });
      const invitation = plant('mailed invitation', tokenIn(items[0]?.url ?? '', 'invite'));
      const { url } = await admin.must<InvitationWithLink>('POST', '/invitations/links', {});
      const link = plant('invitation by link', tokenIn(url, 'invite'));
      for (const each of [invitation, link]) {
        await stranger.ask('GET', `/invitations/lookup/${each}`);
        await fetch(`${server.url}/invite/${each}`);
      }
      const person = { email, displayName: 'Ina', password: PASSWORD, invitation };
      for (let times = 0; times < 2; times++)
        await new ApiClient(server.url).ask<Registered>('POST', '/auth/register', person);

      await stranger.must('POST', '/auth/forgot-password', { email });
      const { text } = await mailTo(email, (mail) => tokenIn(mail.text, 'reset-password') !== undefined);
      const reset = plant('link for a password', tokenIn(text, 'reset-password'));
      await stranger.ask('POST', '/auth/reset-password', { token: reset, password: 'password' });

      // Errors of the database hold the values of their statement.
      for (const table of ['proofs', 'sessions', 'recovery_codes'])
        await database.query(`ALTER TABLE ${table} ADD CONSTRAINT broken CHECK (false) NOT VALID`);
      const broken = await stranger.ask('POST', '/auth/login', login);
      expect(broken.status).toBe(500);
      plantCookies(admin);
      await admin.ask('POST', '/auth/refresh', undefined, admin.xsrf);
      await admin.ask('POST', '/auth/recovery-codes');

      await admin.must('POST', '/users/me/export');
      const copies: string[] = [];
      for (const each of exportable)
        copies.push(
          await eventually(async () => {
            const copy = await each.ask('GET', '/users/me/export/content');
            return copy.status === 200 && JSON.stringify(copy.body);
          }, 'the export is ready'),
        );
      const { rows } = await database.query<{ entry: string }>(`SELECT row_to_json(a)::text AS entry FROM audit_log a`);
      expect(await server.stop('SIGTERM')).toBe(0);

      const places = {
        log: server.output(),
        traces: collector.received(),
        'audit log': rows.map(({ entry }) => entry).join('\n'),
        exports: copies.join('\n'),
      };
      // Each of them was looked at: it tells of what was done.
      expect(places.log).toContain('/api/v1/auth/oidc/*/callback');
      expect(places.log).toContain('broken');
      expect(collector.spans.map(({ name }) => name)).toEqual(
        expect.arrayContaining([
          'POST /api/v1/auth/second-factor',
          'GET /api/v1/auth/oidc/:provider/callback',
          'GET /api/v1/invitations/lookup/:token',
        ]),
      );
      expect(places['audit log']).toContain('recovery_code');
      expect(JSON.parse(copies[0] ?? '')).toMatchObject({
        secondFactor: { totp: { since: expect.any(String) }, passkeys: [expect.any(Object)] },
        tokens: [expect.objectContaining({ name: 'Planted' })],
      });
      expect(JSON.parse(copies[1] ?? '')).toMatchObject({
        identities: [expect.objectContaining({ provider: 'house' })],
      });
      const found = Object.entries(places).flatMap(([place, all]) =>
        [...planted].flatMap(([what, value]) =>
          formsOf(value).some((form) => all.includes(form)) ? `${what}: ${place}` : [],
        ),
      );
      expect(found).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

/** As it is, in addresses, and as bytes in what PostgreSQL writes. */
const formsOf = (secret: string): string[] => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
];
