import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { JwtService } from '../../support/server-packages.ts';
import { AccessTokenService } from '../../../src/auth/access-tokens/access-token.service.ts';
import { SigningKeysService } from '../../../src/auth/access-tokens/signing-keys.service.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newMembers, refusal } from '../../support/member.ts';

/** Seconds until a token of these tests expires. */
const LIFETIME_SECONDS = 3;

/** A valid token with a shorter life: the test does not wait ten minutes. */
describe('an access token that expires on an open socket', () => {
  let app: TestApp;
  let renews: Member;
  let sleeps: Member;

  const shortLived = (member: Member): string => {
    const { kid, key } = app.nest.get(SigningKeysService).newest;
    const { issuer, audience } = app.nest.get(AccessTokenService).verifyOptions;
    const { sub, sid } = app.nest.get(JwtService).decode<{ sub: string; sid: string }>(member.token ?? '');
    const header = { alg: 'HS256', typ: 'at+jwt' };
    return app.nest
      .get(JwtService)
      .sign({ sub, sid }, { secret: key, expiresIn: LIFETIME_SECONDS, issuer, audience, keyid: kid, header });
  };

  beforeAll(async () => {
    app = await startApp();
    [renews, sleeps] = (await newMembers(app.url, 2)) as [Member, Member];
  });

  afterAll(() => app.close());

  test('is announced to expire; a renewed socket stays, the other is cut', async () => {
    const fresh = renews.token;
    for (const member of [renews, sleeps]) {
      member.token = shortLived(member);
      await member.goOnline();
    }
    for (const member of [renews, sleeps])
      expect(await member.receives('token_expiring')).toMatchObject({ expiresAt: expect.any(String) });
    // Neither an expired token nor another member's session is accepted.
    expect(await renews.tryCommand('reauthenticate', { token: renews.token })).toMatchObject(
      refusal(401, 'token_expired'),
    );
    expect(await renews.tryCommand('reauthenticate', { token: fresh })).toMatchObject({ ok: true });
    await eventually(() => sleeps.socket?.connected === false, 'the socket is cut', 40_000);
    expect(sleeps.eventsOf('session_ended')).toEqual([{ reason: 'token_expired' }]);
    expect(renews.socket?.connected).toBe(true);
    expect(await renews.tryCommand('sync', {})).toMatchObject({ ok: true });
    renews.goOffline();
  }, 60_000);
});
