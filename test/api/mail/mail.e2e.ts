import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Login } from '../../../src/auth/auth.dto.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { mailTo } from '../../support/mailbox.ts';
import { registerMember, newName, PASSWORD, ApiClient } from '../../support/member.ts';

describe('a mail', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  test('has the same content as text and as HTML, each written for itself', async () => {
    const email = `${newName()}@example.org`;
    const displayName = `O'Neill & <Sons> "Ltd"`;
    await new ApiClient(app.url).must('POST', '/auth/register', {
      username: newName(),
      email,
      password: PASSWORD,
      displayName,
    });
    const { subject, text, html } = await mailTo(email);
    const code = /\d{6}$/.exec(subject)?.[0] ?? 'no code';
    // Line breaks as in the template: the text is written by hand, not derived from the HTML.
    expect(text).toContain(`Hello,\n\nyour code for Parley is ${code}\n`);
    expect(html).toContain(code);
    // The name is chosen by the sender of the request, and the address may belong to another person.
    expect(text + html).not.toMatch(/O.*Neill|Sons/);
  });

  test('is in the member’s chosen language, else in the language of their client', async () => {
    const username = newName();
    const email = `${username}@example.org`;
    const german = { 'accept-language': 'de-AT,de;q=0.9,en;q=0.8' };
    const visitor = new ApiClient(app.url);
    await visitor.ask('POST', '/auth/register', { username, email, password: PASSWORD }, german);
    const first = await mailTo(email);
    expect(first.subject).toMatch(/^Dein Parley-Code: \d{6}$/);
    expect(first.text).toContain('Hallo,');
    expect(first.html).toContain('<html lang="de">');

    const code = first.subject.slice(-6);
    const { accessToken } = await visitor.must<Login>('POST', '/auth/verify-email', { email, code });
    const forget = () => new ApiClient(app.url).must('POST', '/auth/forgot-password', { email });
    await forget(); // by a member whose language is unknown
    await mailTo(email, ({ subject }) => subject === 'Wähle ein neues Passwort für Parley');
    visitor.token = accessToken;
    await visitor.must('PATCH', '/users/me', { preferences: { language: 'en-GB' } });
    await forget();
    await mailTo(email, ({ subject }) => subject === 'Choose a new Parley password');
  });

  test('changes to the language of the client at the next sign-in', async () => {
    const { username } = await registerMember(app.url);
    const login = { login: username, password: PASSWORD };
    await new ApiClient(app.url).ask('POST', '/auth/login', login, { 'accept-language': 'de' });
    const isNotice = ({ subject }: { subject: string }) => subject.includes('neuen Gerät');
    const { text } = await mailTo(`${username}@example.org`, isNotice);
    expect(text).toMatch(/\d{1,2}\. \p{L}+ \d{4} um \d/u);
  });
});
