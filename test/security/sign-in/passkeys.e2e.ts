import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AuditPage } from '../../../src/audit/audit.dto.ts';
import type { Login } from '../../../src/auth/auth.dto.ts';
import type {
  PasskeyAdded,
  PasskeyCreationOptions,
  PasskeyRequestOptions,
  WebAuthnJson,
} from '../../../src/auth/passkeys/passkey.dto.ts';
import type { Factors } from '../../../src/auth/second-factor/second-factor.dto.ts';
import { Database } from '../../../src/common/database/database.ts';
import type { ProblemDetails } from '../../../src/common/problem.ts';
import type { ServerInfo } from '../../../src/health/server-info.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { mailsTo, mailTo } from '../../support/mailbox.ts';
import { ApiClient, type Member, newMember, PASSWORD, refused } from '../../support/member.ts';
import { SoftwareDevice } from '../../support/sign-in/software-passkey.ts';
import { totpCode } from '../../support/sign-in/totp-code.ts';

type Inner = Record<string, string>;
const inner = (passkey: WebAuthnJson): Inner => passkey.response as Inner;
const changed = (passkey: WebAuthnJson, response: Inner, outer: WebAuthnJson = {}): WebAuthnJson => ({
  ...passkey,
  ...outer,
  response: { ...inner(passkey), ...response },
});
const NOT_ACCEPTED = refused(401, 'invalid_credentials');
const WRONG_FACTOR = refused(401, 'invalid_second_factor');

describe('a passkey', () => {
  let first: TestApp;
  let second: TestApp;
  let database: Database;
  let admin: Member;

  beforeAll(async () => {
    first = await startApp();
    second = await startApp({ databaseUrl: first.databaseUrl });
    database = first.nest.get(Database, { strict: false });
    admin = await newMember(first.url);
  });

  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const visitor = (at = first.url) => new ApiClient(at);
  const login = (member: Member, at = first.url) =>
    visitor(at).ask<Login>('POST', '/auth/login', { login: member.username, password: PASSWORD });
  const ticketOf = async (member: Member): Promise<string> =>
    ((await login(member)).body as Partial<ProblemDetails>).secondFactor?.ticket ?? '';
  const askAlone = (headers?: Record<string, string>) =>
    visitor()
      .ask<PasskeyRequestOptions>('POST', '/auth/passkey/options', {}, headers)
      .then(({ body }) => body);
  const askBeside = (ticket: string) =>
    visitor().must<PasskeyRequestOptions>('POST', '/auth/passkey/options', { ticket });
  const giveAlone = (passkey: WebAuthnJson, at = first.url) =>
    visitor(at).ask<Login>('POST', '/auth/passkey', { passkey });
  const giveBeside = (ticket: string, passkey: WebAuthnJson) =>
    visitor().ask<Login>('POST', '/auth/second-factor', { ticket, passkey });
  const counterOf = async ({ id }: Member) => {
    const rows = await database.query<{ counter: number }>(`SELECT counter FROM passkeys WHERE user_id = $1`, [id]);
    return rows.map(({ counter }) => counter);
  };
  const sessionsOf = ({ id }: Member) => database.query(`SELECT id FROM sessions WHERE user_id = $1`, [id]);
  const actionsOf = async ({ id }: Member) =>
    (await admin.must<AuditPage>('GET', `/admin/audit?userId=${id}&limit=100`)).items.map(({ action }) => action);
  const waitIsOver = () => database.query(`DELETE FROM login_failures`);
  const addressOf = ({ username }: Member) => `${username}@example.org`;

  describe('alone', () => {
    test('signs in without a name or a password, as two factors', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      const { passkey, recoveryCodes } = await device.addTo(member);
      expect(passkey).toEqual({
        id: expect.any(String),
        name: 'Phone',
        createdAt: expect.any(String),
        lastUsedAt: null,
        synced: expect.any(Boolean),
        secondFactorOnly: false,
      });
      expect(recoveryCodes).toHaveLength(10);
      const { status, body } = await giveAlone(device.use(await askAlone()));
      expect([status, body.user.id]).toEqual([200, member.id]);
      const client = visitor();
      client.token = body.accessToken;
      const { items } = await client.must<{ items: object[] }>('GET', '/auth/sessions');
      expect(items[0]).toMatchObject({ current: true, by: 'passkey', strength: 'passkey' });
      const { passkeys } = await client.must<Factors>('GET', '/auth/factors');
      expect(passkeys[0]?.lastUsedAt).toEqual(expect.any(String));
      expect(await actionsOf(member)).toEqual(expect.arrayContaining(['passkey_added', 'login_succeeded']));
      await mailTo(addressOf(member), ({ subject }) => subject.includes('passkey was added'));
    });

    test('T38: is asked for in the same way whoever asks', async () => {
      const [one, other] = [await askAlone(), await askAlone()];
      expect(one.options).toMatchObject({ rpId: 'localhost', userVerification: 'required', allowCredentials: [] });
      expect({ ...one.options, challenge: '' }).toEqual({ ...other.options, challenge: '' });
      expect(one.options.challenge).not.toBe(other.options.challenge);
    });

    test('T11: is refused with a bad signature, another id, another person, a used, foreign or expired challenge', async () => {
      const [ada, grace] = [await newMember(first.url), await newMember(first.url)];
      const [adas, graces] = [new SoftwareDevice(), new SoftwareDevice()];
      await adas.addTo(ada);
      await graces.addTo(grace);
      const counters = await counterOf(ada);
      const sessions = await sessionsOf(ada);

      const answer = adas.use(await askAlone());
      const signature = Buffer.from(inner(answer).signature ?? '', 'base64url');
      signature[signature.length - 1] = (signature.at(-1) ?? 0) ^ 1;
      const bad = changed(answer, { signature: signature.toString('base64url') });
      expect(await giveAlone(bad)).toMatchObject(NOT_ACCEPTED);
      // The challenge was used up by it.
      expect(await giveAlone(answer)).toMatchObject(NOT_ACCEPTED);

      const { id } = graces.use(await askAlone());
      expect(await giveAlone(changed(adas.use(await askAlone()), {}, { id, rawId: id }))).toMatchObject(NOT_ACCEPTED);
      const mine = adas.use(await askAlone());
      const { userHandle = '' } = inner(graces.use(await askAlone()));
      expect(await giveAlone(changed(mine, { userHandle }))).toMatchObject(NOT_ACCEPTED);
      const unnamed = adas.use(await askAlone());
      const withoutHandle = Object.fromEntries(
        Object.entries(inner(unnamed)).filter(([name]) => name !== 'userHandle'),
      );
      expect(await giveAlone({ ...unnamed, response: withoutHandle })).toMatchObject(NOT_ACCEPTED);
      expect(await giveAlone(new SoftwareDeviceOf(ada.id).use(await askAlone()))).toMatchObject(NOT_ACCEPTED);

      // The challenge of a registration, and one for the second factor of a person.
      const { options } = await ada.must<PasskeyCreationOptions>('POST', '/auth/passkeys/options');
      const { challenge } = options;
      const alone = await askAlone();
      expect(await giveAlone(adas.use({ options: { ...alone.options, challenge } }))).toMatchObject(NOT_ACCEPTED);
      const beside = await askBeside(await ticketOf(grace));
      const forGrace = adas.use({ options: { ...alone.options, challenge: beside.options.challenge } });
      expect(await giveAlone(forGrace)).toMatchObject(NOT_ACCEPTED);
      const invented = adas.use({
        options: { ...alone.options, challenge: Buffer.alloc(32, 7).toString('base64url') },
      });
      expect(await giveAlone(invented)).toMatchObject(NOT_ACCEPTED);
      const late = adas.use(await askAlone());
      await database.query(`UPDATE proofs SET expires_at = now() - interval '1 second'`);
      expect(await giveAlone(late)).toMatchObject(NOT_ACCEPTED);

      expect(await counterOf(ada)).toEqual(counters);
      expect(await sessionsOf(ada)).toEqual(sessions);
      expect((await giveAlone(adas.use(await askAlone()))).status).toBe(200);
    });

    test('works once, also at two nodes at the same time', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      await device.addTo(member);
      const answer = device.use(await askAlone());
      const both = await Promise.all([giveAlone(answer), giveAlone(answer, second.url)]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 401]);
    });

    test('T12: is refused when its device did not check who holds it; beside a password it is accepted', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice({ verifies: false });
      const { passkey } = await device.addTo(member);
      expect(passkey.secondFactorOnly).toBe(true);
      const lax = await askAlone();
      const answer = device.use({ options: { ...lax.options, userVerification: 'discouraged' } });
      expect(await giveAlone(answer)).toMatchObject(NOT_ACCEPTED);
      const ticket = await ticketOf(member);
      expect((await giveBeside(ticket, device.use(await askBeside(ticket)))).status).toBe(200);
    });

    test('T13: counts at the origin of PUBLIC_URL alone, whatever Host a request names', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      const creation = await member.must<PasskeyCreationOptions>('POST', '/auth/passkeys/options');
      const elsewhere = { name: 'x', passkey: device.make(creation, 'http://localhost:4000') };
      expect(await member.ask('POST', '/auth/passkeys', elsewhere)).toMatchObject(WRONG_FACTOR);
      await device.addTo(member);
      expect(await giveAlone(device.use(await askAlone(), 'http://localhost:4000'))).toMatchObject(NOT_ACCEPTED);
      expect(await giveAlone(device.use(await askAlone(), 'https://localhost:3000'))).toMatchObject(NOT_ACCEPTED);
      const forged = {
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example',
      };
      expect((await askAlone(forged)).options.rpId).toBe('localhost');
    });

    test('T15: is refused when its device counts back, which is told, and stays', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      await device.addTo(member);
      await database.query(`UPDATE passkeys SET counter = 100 WHERE user_id = $1`, [member.id]);
      expect(await giveAlone(device.use(await askAlone()))).toMatchObject(NOT_ACCEPTED);
      expect(await counterOf(member)).toEqual([100]);
      expect(await actionsOf(member)).toContain('passkey_suspect');
      await mailTo(addressOf(member), ({ subject }) => subject.includes('copied'));
      const synced = await newMember(first.url);
      const zero = new SoftwareDevice({ counts: false });
      await zero.addTo(synced);
      for (let time = 0; time < 2; time++) expect((await giveAlone(zero.use(await askAlone()))).status).toBe(200);
    });

    test('T28: lets nobody in whose account is disabled, like an unknown one', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      await device.addTo(member);
      await admin.must('PATCH', `/admin/users/${member.id}`, { disabled: true });
      const refusal = await giveAlone(device.use(await askAlone()));
      expect(refusal).toMatchObject(NOT_ACCEPTED);
      const unknown = await giveAlone(changed(device.use(await askAlone()), {}, { id: 'AAAA', rawId: 'AAAA' }));
      expect({ ...unknown.body, requestId: '' }).toEqual({ ...refusal.body, requestId: '' });
      expect(await actionsOf(member)).toContain('login_failed');
    });

    test('that is not readable is refused with its field', async () => {
      const device = new SoftwareDevice();
      await device.addTo(await newMember(first.url));
      const good = device.use(await askAlone());
      const bad = [
        {},
        { ...good, type: 'password' },
        { ...good, id: 7 },
        { ...good, response: null },
        { ...good, response: [] },
        changed(good, { clientDataJSON: 'bm90IGpzb24' }),
        changed(good, { signature: '!' }),
        changed(good, { authenticatorData: 'A'.repeat(40_000) }),
        { ...good, rawId: 'AAAA' },
      ];
      for (const passkey of bad)
        expect(await giveAlone(passkey)).toMatchObject({
          status: 400,
          body: { fields: { passkey: expect.any(Array) } },
        });
      expect(await visitor().ask('POST', '/auth/passkey', { passkey: 'x' })).toMatchObject(
        refused(400, 'invalid_input'),
      );
      expect((await giveAlone({ ...good, unknown: { later: true } })).status).toBe(200);
    });
  });

  describe('beside a password', () => {
    test('is asked for after it, and the password alone starts no session (T2, T3)', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      await device.addTo(member);
      const { status, body } = await login(member);
      const { code, secondFactor } = body as unknown as ProblemDetails;
      expect([status, code, secondFactor?.methods]).toEqual([401, 'second_factor_required', ['passkey', 'recovery']]);
      const insert = `INSERT INTO sessions (user_id, device, ip, expires_at) VALUES ($1, '', '', now() + interval '1 day')`;
      await expect(database.query(insert, [member.id])).rejects.toThrow('second factor');
      const ticket = secondFactor?.ticket ?? '';
      const asked = await askBeside(ticket);
      expect(asked.options.allowCredentials).toHaveLength(1);
      expect((await giveBeside(ticket, device.use(asked))).status).toBe(200);
      expect(await visitor().ask('POST', '/auth/passkey/options', { ticket })).toMatchObject(WRONG_FACTOR);
      const [row] = await database.query<{ strength: string }>(
        `SELECT strength FROM sessions WHERE user_id = $1 ORDER BY id DESC LIMIT 1`,
        [member.id],
      );
      expect(row?.strength).toBe('password+passkey');
    });

    test('of another person is refused, and guesses count for the account', async () => {
      const [ada, grace] = [await newMember(first.url), await newMember(first.url)];
      const [adas, graces] = [new SoftwareDevice(), new SoftwareDevice()];
      await adas.addTo(ada);
      await graces.addTo(grace);
      const ticket = await ticketOf(ada);
      for (let guess = 0; guess < 6; guess++) {
        const { options } = await askBeside(ticket);
        expect(await giveBeside(ticket, graces.use({ options: { ...options, allowCredentials: [] } }))).toMatchObject(
          WRONG_FACTOR,
        );
      }
      const right = adas.use(await askBeside(ticket));
      expect(await giveBeside(ticket, right)).toMatchObject(refused(429, 'too_many_requests'));
      await waitIsOver();
      expect((await giveBeside(ticket, right)).status).toBe(200);
    });

    test('confirms that it is the caller', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      await device.addTo(member);
      await database.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [
        member.id,
      ]);
      expect(await member.ask('POST', '/auth/passkeys/options')).toMatchObject({
        status: 403,
        body: { code: 'confirmation_required', methods: ['password', 'passkey'] },
      });
      const asked = await member.must<PasskeyRequestOptions>('POST', '/auth/confirm/options');
      const passkey = device.use(asked);
      expect(await member.ask('POST', '/auth/confirm', { passkey, password: PASSWORD })).toMatchObject({ status: 400 });
      await member.must('POST', '/auth/confirm', { passkey });
      expect(await member.ask('POST', '/auth/confirm', { passkey })).toMatchObject(WRONG_FACTOR);
      await member.must('POST', '/auth/passkeys/options');
    });
  });

  describe('of an account', () => {
    test('T8, T9: is added, named and removed by its person alone, with a fresh proof', async () => {
      const [member, other] = [await newMember(first.url), await newMember(first.url)];
      const device = new SoftwareDevice();
      const { passkey } = await device.addTo(member);
      const renamed = await member.must('PATCH', `/auth/passkeys/${passkey.id}`, { name: 'Laptop' });
      expect(renamed).toMatchObject({ id: passkey.id, name: 'Laptop' });
      const path = `/auth/passkeys/${passkey.id}`;
      expect(await other.ask('PATCH', path, { name: 'x' })).toMatchObject(refused(404, 'not_found'));
      expect(await other.ask('DELETE', path)).toMatchObject(refused(404, 'not_found'));
      expect(await visitor().ask('POST', '/auth/passkeys/options')).toMatchObject(refused(401, 'unauthenticated'));
      // One of a challenge for another person.
      const forOther = await other.must<PasskeyCreationOptions>('POST', '/auth/passkeys/options');
      const stolen = { name: 'x', passkey: new SoftwareDevice().make(forOther) };
      expect(await member.ask('POST', '/auth/passkeys', stolen)).toMatchObject(WRONG_FACTOR);
      // The same device offers no second one.
      const again = await member.must<PasskeyCreationOptions>('POST', '/auth/passkeys/options');
      expect(again.options.excludeCredentials).toHaveLength(1);
      await database.query(`UPDATE sessions SET proved_at = now() - interval '11 minutes' WHERE user_id = $1`, [
        member.id,
      ]);
      const made = { name: 'x', passkey: new SoftwareDevice().make(again) };
      expect(await member.ask('POST', '/auth/passkeys', made)).toMatchObject(refused(403, 'confirmation_required'));
      expect(await member.ask('DELETE', path)).toMatchObject(refused(403, 'confirmation_required'));
      await member.must('POST', '/auth/confirm', { password: PASSWORD });
      await member.must('DELETE', path);
      expect(await member.must<Factors>('GET', '/auth/factors')).toMatchObject({ passkeys: [], recoveryCodesLeft: 0 });
      expect((await login(member)).status).toBe(200);
      await mailTo(addressOf(member), ({ subject }) => subject.includes('was removed'));
      expect(await actionsOf(member)).toContain('passkey_removed');
    });

    test('stands beside an app and other passkeys: recovery codes come with the first and go with the last', async () => {
      const member = await newMember(first.url);
      const { secret } = await withTotp(member);
      const devices = [new SoftwareDevice(), new SoftwareDevice()];
      const added: PasskeyAdded[] = [];
      for (const device of devices) added.push(await device.addTo(member));
      expect(added.map(({ recoveryCodes }) => recoveryCodes)).toEqual([null, null]);
      await member.must('DELETE', '/auth/totp');
      expect(await member.must<Factors>('GET', '/auth/factors')).toMatchObject({ totp: null, recoveryCodesLeft: 10 });
      const ticket = await ticketOf(member);
      const withCode = await visitor().ask('POST', '/auth/second-factor', { ticket, totp: totpCode(secret) });
      expect(withCode).toMatchObject(WRONG_FACTOR);
      for (const { passkey } of added) await member.must('DELETE', `/auth/passkeys/${passkey.id}`);
      expect(await member.must<Factors>('GET', '/auth/factors')).toMatchObject({ recoveryCodesLeft: 0, passkeys: [] });
    });

    test('is one of twenty at most, and belongs to one person', async () => {
      const member = await newMember(first.url);
      for (let count = 0; count < 20; count++) await new SoftwareDevice().addTo(member, `Key ${count}`);
      const creation = await member.must<PasskeyCreationOptions>('POST', '/auth/passkeys/options');
      const passkey = new SoftwareDevice().make(creation);
      expect(await member.ask('POST', '/auth/passkeys', { name: 'x', passkey })).toMatchObject(
        refused(403, 'forbidden'),
      );
    });

    test('is not for guests', async () => {
      const guest = visitor();
      guest.token = (await guest.must<Login>('POST', '/auth/guest', { username: `guest${Date.now()}` })).accessToken;
      expect(await guest.ask('POST', '/auth/passkeys/options')).toMatchObject(refused(403, 'forbidden'));
    });

    test('is reset with the other factors by an administrator', async () => {
      const member = await newMember(first.url);
      await new SoftwareDevice().addTo(member);
      const { items } = await admin.must<{ items: { id: string; secondFactor: string }[] }>(
        'GET',
        `/admin/users?q=${member.username}`,
      );
      expect(items.find(({ id }) => id === member.id)?.secondFactor).toBe('set');
      await admin.must('DELETE', `/admin/users/${member.id}/factors`);
      expect((await login(member)).status).toBe(200);
    });

    test('T39: tells no table, audit entry, mail or answer its key, challenges, signatures or recovery codes', async () => {
      const member = await newMember(first.url);
      const device = new SoftwareDevice();
      const making = await member.must<PasskeyCreationOptions>('POST', '/auth/passkeys/options');
      const made = device.make(making);
      const { recoveryCodes } = await member.must<PasskeyAdded>('POST', '/auth/passkeys', {
        name: 'Phone',
        passkey: made,
      });
      const asked = await askAlone();
      const given = device.use(asked);
      expect((await giveAlone(given)).status).toBe(200);
      const ticket = await ticketOf(member);
      const beside = await askBeside(ticket);
      const besides = device.use(beside);
      expect((await giveBeside(ticket, besides)).status).toBe(200);
      const challenges = [making, asked, beside].map(({ options }) => String(options.challenge));
      const answers = [made, given, besides].flatMap((passkey) =>
        ['signature', 'clientDataJSON', 'attestationObject', 'authenticatorData'].map((part) => inner(passkey)[part]),
      );
      const planted = [...challenges, ...answers, ...(recoveryCodes ?? []), ticket].filter(
        (text) => text !== undefined,
      );
      expect(planted.length).toBeGreaterThan(20);
      // As they were sent, and as a column of bytes would show them.
      const forms = planted.flatMap((text) => [text, Buffer.from(text, 'base64url').toString('hex')]);
      const tables = await database.query<{ name: string }>(
        `SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'`,
      );
      for (const { name } of tables) {
        const rows = await database.query(
          `SELECT FROM ${name} AS r, unnest($1::text[]) AS planted WHERE position(planted IN r::text) > 0 LIMIT 1`,
          [forms],
        );
        expect([name, rows]).toEqual([name, []]);
      }
      const log = await admin.must('GET', `/admin/audit?userId=${member.id}&limit=100`);
      const shown = [log, await member.must('GET', '/auth/factors'), await mailsTo(addressOf(member))];
      for (const text of planted) expect(JSON.stringify(shown)).not.toContain(text);
    });

    test('T42: is told its person without its key, and goes with the account', async () => {
      const member = await newMember(first.url);
      await new SoftwareDevice().addTo(member, 'My own phone');
      const factors = await member.must<Factors>('GET', '/auth/factors');
      expect(Object.keys(factors.passkeys[0] ?? {}).sort()).toEqual(
        ['createdAt', 'id', 'lastUsedAt', 'name', 'secondFactorOnly', 'synced'].sort(),
      );
      await member.must('DELETE', '/users/me', { password: PASSWORD });
      expect(await counterOf(member)).toEqual([]);
    });
  });

  test('is offered where browsers keep passkeys: at a name with https, or localhost', async () => {
    const at = async (PUBLIC_URL: string) => {
      const app = await startApp({ databaseUrl: first.databaseUrl, settings: { PUBLIC_URL } });
      const { signIn } = await visitor(app.url).must<ServerInfo>('GET', '/server');
      await app.close();
      return signIn;
    };
    expect((await visitor().must<ServerInfo>('GET', '/server')).signIn).toMatchObject({
      passkeys: true,
      passkeyAddress: 'http://localhost:3000',
    });
    expect(await at('https://chat.example.org')).toMatchObject({
      passkeys: true,
      passkeyAddress: 'https://chat.example.org',
    });
    for (const address of ['http://chat.example.org', 'http://192.0.2.7:3000', 'https://192.0.2.7', 'https://[::1]'])
      expect(await at(address)).toMatchObject({ passkeys: false, passkeyAddress: null });
  });
});

/** A device whose passkey names a person and was never added. */
class SoftwareDeviceOf extends SoftwareDevice {
  constructor(userId: string) {
    super();
    const id = Buffer.from(userId.replaceAll('-', ''), 'hex').toString('base64url');
    this.make({
      options: {
        rp: { id: 'localhost', name: 'x' },
        user: { id, name: 'x', displayName: 'x' },
        challenge: Buffer.alloc(32).toString('base64url'),
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
        authenticatorSelection: { residentKey: 'required' },
      },
    });
  }
}
