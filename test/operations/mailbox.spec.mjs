import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { startMailbox } from '../../deploy/local/mailbox.mjs';

describe('the mailbox', () => {
  let mailbox;
  let smtp;
  const send = (to, subject, html) =>
    smtp.sendMail({ from: 'parley@example.com', to, subject, text: `text of ${subject}`, html });

  beforeAll(async () => {
    mailbox = await startMailbox({ webPort: 0 });
    smtp = createTransport({ host: '127.0.0.1', port: mailbox.smtpPort, secure: false });
  });
  afterAll(async () => {
    smtp.close();
    await mailbox.close();
  });

  it('gives the mails of one address, newest first', async () => {
    await send('ann@example.com', 'one');
    await send('bob@example.com', 'two');
    await send('Ann@example.com', 'three');
    const found = await (await fetch(`${mailbox.url}/api/mails?to=ann@EXAMPLE.com`)).json();
    expect(found.map(({ subject, text }) => [subject, text.trim()])).toEqual([
      ['three', 'text of three'],
      ['one', 'text of one'],
    ]);
  });

  it('shows a mail without letting it act', async () => {
    await send('ann@example.com', '<b>bold</b>', '<p>hello "you"</p><script>alert(1)</script>');
    const response = await fetch(`${mailbox.url}/mails/${mailbox.mails[0].id}`);
    const page = await response.text();
    expect(page).not.toContain('<b>bold</b>');
    expect(page).not.toContain('<script>');
    expect(page).toMatch(/<iframe [^>]*sandbox="(?!.*allow-(scripts|same-origin))/);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it.each([
    ['localhost', 200],
    ['parley.example', 403],
  ])('asked for as %s answers %i', async (host, status) => {
    const { port } = new URL(mailbox.url);
    const answered = await new Promise((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: '/api/mails', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });
    expect(answered).toBe(status);
  });

  it('forgets all of them when asked', async () => {
    await fetch(`${mailbox.url}/api/mails`, { method: 'DELETE' });
    expect(mailbox.mails).toEqual([]);
  });
});
