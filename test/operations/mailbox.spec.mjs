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

  const ask = (path, host = 'localhost') =>
    new Promise((resolve, reject) => {
      const { port } = new URL(mailbox.url);
      get({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
        let body = '';
        response.on('data', (part) => (body += part)).on('end', () => resolve([response.statusCode, body]));
      }).on('error', reject);
    });
  const secret = () => new URL(mailbox.url).pathname;

  it.each([
    ['localhost', 200],
    ['parley.example', 403],
  ])('asked for as %s answers %i', async (host, status) =>
    expect((await ask(`${secret()}/api/mails`, host))[0]).toBe(status),
  );

  it.each(['//[', '//', '//[::', '/%', '/\\[', '?', '//localhost:99999/'])('is not ended by GET %s', async (path) => {
    const [status, body] = await ask(path);
    expect([400, 404]).toContain(status);
    expect(body.length).toBeLessThan(200);
    expect((await ask(secret()))[0]).toBe(200);
  });

  it('shows nothing to who does not know its address', async () => {
    await send('ann@example.com', 'a code');
    const [{ id }] = mailbox.mails;
    const wrong = 'x'.repeat(secret().length - 1);
    for (const path of [
      '/',
      '/api/mails',
      `/mails/${id}`,
      `/${wrong}/`,
      `/${wrong}/api/mails`,
      `${secret()}x/api/mails`,
    ]) {
      const [status, body] = await ask(path);
      expect([path, status]).toEqual([path, 404]);
      expect(body).not.toContain('a code');
    }
    const [, list] = await ask(`${secret()}/`);
    const address = /href="([^"]*mails[^"]*)"/.exec(list)?.[1];
    expect((await ask(address))[1]).toContain('text of a code');
  });

  it('has another address each time, or the one that is kept', async () => {
    const [one, two] = [await startMailbox({ webPort: 0 }), await startMailbox({ webPort: 0, secret: 'kept' })];
    expect(new URL(one.url).pathname).toMatch(/^\/[\w-]{22}$/);
    expect(new URL(one.url).pathname).not.toBe(secret());
    expect(new URL(two.url).pathname).toBe('/kept');
    await Promise.all([one.close(), two.close()]);
  });

  it('forgets all of them when asked', async () => {
    await fetch(`${mailbox.url}/api/mails`, { method: 'DELETE' });
    expect(mailbox.mails).toEqual([]);
  });
});
