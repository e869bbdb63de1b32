import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { JwtService } from '@nestjs/jwt';
import { AccessTokenService } from '../../../src/auth/access-token.service.ts';
import { SigningKeysService } from '../../../src/auth/signing-keys.service.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { eventually, type Member, newMembers, refusal } from '../../support/member.ts';

/** Seconds that a token of these tests lives. */
const LIFE = 3;

/** A token like any other, that ends sooner: nobody wants to wait ten minutes for it. */
describe('an access token that runs out on an open socket', () => {
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
      .sign({ sub, sid }, { secret: key, expiresIn: LIFE, issuer, audience, keyid: kid, header });
  };

  beforeAll(async () => {
    app = await startApp();
    [renews, sleeps] = (await newMembers(app.url, 2)) as [Member, Member];
  });

  afterAll(() => app.close());

  test('is asked to be renewed; whoever does stays, whoever does not is cut', async () => {
    const fresh = renews.token;
    for (const member of [renews, sleeps]) {
      member.token = shortLived(member);
      await member.goOnline();
    }
    for (const member of [renews, sleeps])
      expect(await member.hears('token_expiring')).toMatchObject({ expiresAt: expect.any(String) });
    // Neither an ended token nor somebody else's session will do.
    expect(await renews.tell('reauthenticate', { token: renews.token })).toMatchObject(refusal(401, 'token_expired'));
    expect(await renews.tell('reauthenticate', { token: fresh })).toMatchObject({ ok: true });
    await eventually(() => sleeps.socket?.connected === false, 'the socket is cut', 40_000);
    expect(sleeps.all('session_ended')).toEqual([{ reason: 'token_expired' }]);
    expect(renews.socket?.connected).toBe(true);
    expect(await renews.tell('sync', {})).toMatchObject({ ok: true });
    renews.goOffline();
  }, 60_000);
});
