import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { listPage, mailPage, notFoundPage } from './mailbox-page.mjs';

/**
 * @typedef {object} Mail
 * @property {string} id
 * @property {string} from
 * @property {string[]} to the recipients of the envelope
 * @property {string} subject
 * @property {string} text
 * @property {string} html empty for a plain-text mail
 * @property {Record<string, string>} headers by lower-case name, as they were sent
 * @property {string} date ISO 8601, when it was caught
 */

/**
 * @typedef {object} Mailbox
 * @property {number} smtpPort
 * @property {string} url of the page that shows the mails; to know it is enough to read them
 * @property {Mail[]} mails newest first
 * @property {() => Promise<void>} close
 */

const MAX_MAILS = 200;
const MAX_MAIL_BYTES = 10 * 1024 * 1024;
const host = '127.0.0.1';

/**
 * Catches every mail instead of sending it, and shows it on a page: SMTP and HTTP, for this machine only, and the page
 * only to who knows its address. Other users of the machine would otherwise read everybody's codes.
 * @param {{ webPort?: number, smtpPort?: number, secret?: string }} [options] the page uses a free port when its own is
 *   taken; `secret` is the first part of its path, another one for every mailbox by default
 * @returns {Promise<Mailbox>}
 */
export async function startMailbox({
  webPort = 8025,
  smtpPort = 0,
  secret = randomBytes(16).toString('base64url'),
} = {}) {
  /** @type {Mail[]} */
  const mails = [];
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    size: MAX_MAIL_BYTES,
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      simpleParser(stream).then((parsed) => {
        mails.unshift({
          id: randomUUID(),
          from: parsed.from?.text ?? '',
          to,
          subject: parsed.subject ?? '',
          text: parsed.text ?? '',
          html: parsed.html || '',
          headers: Object.fromEntries(
            parsed.headerLines.map(({ key, line }) => [key, line.slice(key.length + 1).trim()]),
          ),
          date: new Date().toISOString(),
        });
        mails.length = Math.min(mails.length, MAX_MAILS);
        done();
      }, done);
    },
  });
  // Without a listener, a client that disconnects in the middle of a mail would end this process.
  smtp.on('error', (error) => console.error(`Mailbox: ${error.message}`));
  await listen(smtp.server, smtpPort);

  const web = createServer((request, response) => answer(mails, secret, request, response));
  await listen(web, webPort).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return listen(web, 0);
  });
  return {
    smtpPort: portOf(smtp.server),
    url: `http://localhost:${portOf(web)}/${secret}`,
    mails,
    async close() {
      web.closeAllConnections();
      await Promise.all([
        new Promise((done) => web.close(done)),
        new Promise((done) => smtp.close(() => done(undefined))),
      ]);
    },
  };
}

/**
 * What the listener throws would end this process, and with it the server and its database.
 * @param {Mail[]} mails
 * @param {string} secret
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function answer(mails, secret, request, response) {
  try {
    route(mails, secret, request, response);
  } catch {
    response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' }).end('This is no address.\n');
  }
}

/**
 * @param {Mail[]} mails
 * @param {string} secret
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 */
function route(mails, secret, request, response) {
  const send = (/** @type {number} */ status, /** @type {string} */ type, /** @type {string} */ body) => {
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      // Mails are shown unchanged, but no script runs and nothing is fetched.
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; form-action 'none'; base-uri 'self'",
    });
    response.end(body);
  };
  // Against DNS rebinding: the scripts of a web site whose name points here could read the mailed codes.
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? '')) {
    return send(403, 'text/plain', 'Open the mailbox as localhost.\n');
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, given = '', ...rest] = url.pathname.split('/');
  if (!isSame(given, secret)) return send(404, 'text/plain', 'Open the address that Parley printed at its start.\n');
  const asked = `${request.method} /${rest.join('/')}`;
  if (asked === 'GET /') return send(200, 'text/html', listPage(mails, `/${secret}`));
  if (asked === 'GET /api/mails') {
    const to = url.searchParams.get('to')?.toLowerCase();
    const found = mails.filter((mail) => to === undefined || mail.to.some((address) => address.toLowerCase() === to));
    return send(200, 'application/json', JSON.stringify(found));
  }
  if (asked === 'DELETE /api/mails') {
    mails.length = 0;
    return send(200, 'application/json', '[]');
  }
  const mail = mails.find(({ id }) => asked === `GET /mails/${id}`);
  return mail
    ? send(200, 'text/html', mailPage(mail, `/${secret}`))
    : send(404, 'text/html', notFoundPage(`/${secret}`));
}

/** In a time that tells nothing of where they differ. @param {string} given @param {string} secret */
function isSame(given, secret) {
  const [first, second] = [given, secret].map((text) => createHash('sha256').update(text).digest());
  return first !== undefined && second !== undefined && timingSafeEqual(first, second);
}

/** @param {import('node:net').Server} server @param {number} port @returns {Promise<void>} */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** @param {import('node:net').Server} server */
function portOf(server) {
  return /** @type {import('node:net').AddressInfo} */ (server.address()).port;
}
