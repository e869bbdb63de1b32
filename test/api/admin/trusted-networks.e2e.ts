import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from '../../support/app.ts';
import { ApiClient, type Member, newMember, newName, PASSWORD } from '../../support/member.ts';

describe('an office behind one address', () => {
  let app: TestApp;
  let admin: Member;

  beforeAll(async () => {
    app = await startApp({ settings: { RATE_LIMIT_SCALE: '1' } });
    admin = await newMember(app.url);
    const bounds = { registrationsPerAddress: 2, loginsPerAddress: 2, guestsPerAddress: 2 };
    await admin.must('PATCH', '/admin/settings', bounds);
  });

  afterAll(() => app.close());

  const statuses = async (count: number, ask: () => Promise<{ status: number }>) => {
    const found = new Set<number>();
    for (let i = 0; i < count; i++) found.add((await ask()).status);
    return [...found];
  };
  const register = () =>
    new ApiClient(app.url).ask('POST', '/auth/register', {
      username: newName(),
      email: `${newName()}@example.org`,
      password: PASSWORD,
    });
  const enter = () => new ApiClient(app.url).ask('POST', '/auth/guest', { displayName: newName() });
  const login = (name = newName()) =>
    new ApiClient(app.url).ask('POST', '/auth/login', { login: name, password: 'not this one' });

  test('is counted by address until its network is trusted; a name is guessed at no faster', async () => {
    expect(await statuses(3, register)).toEqual([202, 429]);
    expect(await statuses(3, enter)).toEqual([201, 429]);
    expect(await statuses(3, login)).toEqual([401, 429]);
    await admin.must('PATCH', '/admin/settings', { trustedNetworks: ['127.0.0.0/8'] });
    expect(await statuses(4, register)).toEqual([202]);
    expect(await statuses(4, enter)).toEqual([201]);
    expect(await statuses(4, () => login())).toEqual([401]);
    const name = newName();
    expect(await statuses(7, () => login(name))).toEqual([401, 429]);
  }, 90_000);
});
