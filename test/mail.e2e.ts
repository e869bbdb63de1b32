import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startApp, type TestApp } from './support/app.ts';
import { mailTo } from './support/mailbox.ts';
import { newName, PASSWORD, Visitor } from './support/member.ts';

describe('a mail', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(() => app.close());

  test('says the same as text and as HTML, each written for itself', async () => {
    const email = `${newName()}@example.org`;
    const displayName = `O'Neill & <Sons> "Ltd"`;
    await new Visitor(app.url).must('POST', '/auth/register', {
      username: newName(),
      email,
      password: PASSWORD,
      displayName,
    });
    const { subject, text, html } = await mailTo(email);
    const code = /\d{6}$/.exec(subject)?.[0] ?? 'no code';
    // Line breaks as in the template: this is the text we wrote, not one made from the HTML.
    expect(text).toContain(`Hello ${displayName},\n\nyour code for Parley is ${code}\n`);
    expect(html).toContain(code);
    expect(html).not.toContain('<Sons>'); // a name is a name, never markup
  });
});
