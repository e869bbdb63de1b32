import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProviderStatus, SignInStatus } from '../../../src/admin/sign-in.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { withTotp } from '../../support/sign-in/authenticator.ts';
import { type Member, newGuest, newMember, refused } from '../../support/member.ts';
import { runCommand } from '../../support/operator.ts';
import { ProviderVisitor } from '../../support/sign-in/provider-visitor.ts';
import { ScriptedProvider } from '../../support/sign-in/scripted-provider.ts';

const COMMAND_MS = 120_000;

describe('how people sign in', () => {
  let app: TestApp;
  let house: ScriptedProvider;
  let settings: Record<string, string>;
  let admin: Member;

  beforeAll(async () => {
    house = await ScriptedProvider.start();
    settings = {
      OIDC_PROVIDERS: 'house,gone',
      ...house.settings('house'),
      OIDC_GONE_ISSUER: 'https://127.0.0.1:1',
      OIDC_GONE_CLIENT_ID: 'parley',
    };
    app = await startApp({ settings });
    admin = await newMember(app.url);
  });

  afterAll(async () => {
    await app.close();
    await house.stop();
  });

  const show = () => admin.must<SignInStatus>('GET', '/admin/sign-in');

  test('is shown to administrators: which provider answers, and what went wrong in its own words', async () => {
    const before = await show();
    expect(before.providers).toEqual([
      expect.objectContaining({ id: 'house', name: 'House', reachable: true, lastSuccessAt: null, lastFailure: null }),
      expect.objectContaining({
        id: 'gone',
        reachable: false,
        lastFailure: { at: expect.any(String), code: 'unreachable', detail: expect.stringContaining('127.0.0.1:1') },
      }),
    ]);
    expect(before.providers[0]?.clockDifferenceSeconds).toBeLessThanOrEqual(1);
    const claims = { sub: 'ada', name: 'Ada' };
    await new ProviderVisitor(app.url).signInAt(house, 'house', { claims });
    await new ProviderVisitor(app.url).signInAt(house, 'house', { claims, forged: { aud: 'another' } });
    const [after] = (await show()).providers;
    expect(after).toMatchObject({ lastSuccessAt: expect.any(String), lastFailure: { code: 'answer_refused' } });
    expect(JSON.stringify(after)).not.toContain('eyJ');
  });

  test('says whether a provider answers when it is asked to', async () => {
    house.mode = 'down';
    const down = await admin.must<ProviderStatus>('POST', '/admin/sign-in/house/test');
    expect(down).toMatchObject({ reachable: false, lastFailure: { detail: expect.stringContaining('503') } });
    house.mode = 'up';
    expect(await admin.must<ProviderStatus>('POST', '/admin/sign-in/house/test')).toMatchObject({ reachable: true });
    expect(await admin.ask('POST', '/admin/sign-in/nobody/test')).toMatchObject(refused(404, 'not_found'));
  });

  test('says how many have a second factor', async () => {
    expect((await show()).factors).toMatchObject({ admin: 0 });
    await withTotp(admin);
    expect((await show()).factors).toMatchObject({ admin: 1, member: 0 });
  });

  test('is not for members and guests', async () => {
    for (const person of [await newMember(app.url), await newGuest(app.url)]) {
      expect(await person.ask('GET', '/admin/sign-in')).toMatchObject(refused(403, 'forbidden'));
      expect(await person.ask('POST', '/admin/sign-in/house/test')).toMatchObject(refused(403, 'forbidden'));
    }
  });

  test(
    'is told to the operator by a command',
    async () => {
      const bad = await runCommand(app.databaseUrl, ['check-sign-in'], settings);
      expect(bad).toMatchObject({ code: 1, output: expect.stringContaining('gone: unreachable: 127.0.0.1:1') });
      const fine = await runCommand(app.databaseUrl, ['check-sign-in'], {
        ...house.settings('house'),
        OIDC_PROVIDERS: 'house',
      });
      expect(fine).toMatchObject({ code: 0, output: expect.stringContaining(`house: answers as ${house.issuer}`) });
      expect(fine.output).toContain('/api/v1/auth/oidc/house/callback');
      house.clock = 90;
      const late = await runCommand(app.databaseUrl, ['check-sign-in'], {
        ...house.settings('house'),
        OIDC_PROVIDERS: 'house',
      });
      expect(late).toMatchObject({
        code: 1,
        output: expect.stringMatching(/house: clock_skew: its clock is (89|90|91) seconds ahead/),
      });
      house.clock = 0;
    },
    COMMAND_MS,
  );
});
