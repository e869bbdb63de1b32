#!/usr/bin/env node
/**
 * Parley on the command line: `parley help` says what it does. One file without dependencies, for Node 20.19 and newer.
 * Every server has it at /cli/parley.mjs; docs/integrations.md shows it at work.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, stripVTControlCharacters } from 'node:util';

const HELP = `Parley on the command line

  parley send ROOM [TEXT ...]     sends a message; without TEXT, or with -, what comes on standard input
  parley upload ROOM FILE ...     sends files
  parley read ROOM                prints the newest messages, the last one at the end
  parley tail ROOM                the same, and then each new one
  parley rooms                    lists your rooms
  parley search WORDS ...         finds messages
  parley whoami                   says whom the token acts for
  parley login URL                keeps a token, which it asks for or reads from standard input

ROOM is an id, a name, or @name for a direct conversation.

Options
  --json                one JSON document a line, of errors too
  --timeout SECONDS     how long to try while the server cannot be reached or asks to wait: 60
  --code                send: as code; of a text that is too long the end is shown
  --file FILE           send: with this file; may be repeated
  --text TEXT           upload: with these words
  --thread ID           send, upload: into the thread of this message
  --reply ID            send, upload: quotes this message
  --key WORDS           send, upload: once in this room, however often it is run with the same words
  --client-id UUID      the same by an id; other content under it is refused
  --limit COUNT         read, tail, search: so many messages: 20
  --room ROOM           search: only here

Settings
  PARLEY_URL            the address, such as https://chat.example.org
  PARLEY_TOKEN          a token for programs: Settings, Security, Tokens for programs
  PARLEY_TOKEN_FILE     a file that holds it and that nobody else can read
  Without them: what parley login has kept.

Exit codes
  0 done   1 refused   2 wrong use   3 the token is not accepted   4 not allowed   5 not found
  6 not reached, or to be tried later: with the same --key or --client-id it is not sent twice
`;

const EXIT_CODES = { refused: 1, usage: 2, token: 3, forbidden: 4, notFound: 5, unreachable: 6 };
/** Answers of a moment: the same request may be sent again. */
const TRANSIENT_STATUSES = new Set([408, 429, 502, 503, 504]);
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 15_000;
const PATIENCE_SECONDS = 60;
/** Of one attempt; of one with a file. */
const ATTEMPT_MS = 15_000;
const UPLOAD_MS = 600_000;
const POLL_MS = 2_000;
/** As the server has it. */
const MAX_FILE_BYTES = 25_000_000;
/** Characters that fit into a message everywhere; of longer texts the server is asked. */
const SHORT_MESSAGE_LENGTH = 500;
/** Characters left for the words about what was left out. */
const NOTE_LENGTH = 60;
const MESSAGES_COUNT = 20;
const MAX_PAGE_MESSAGES = 100;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const TOKEN = /^parley_(?:pat|bot)_[\dA-Za-z]{49}$/;
/** Anything that begins like one, wherever it stands. */
const TOKEN_BEGINNING = /parley_(?:pat|bot)_[\dA-Za-z]{8}/;
const CONTROLS = /(?![\n\t])\p{Cc}/gu;
/** They would reorder or overwrite what else stands in a terminal. */
const UNSAFE_IN_TERMINAL = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu;
/** The names of `--key` are hashed within it (RFC 9562, 5.5). */
const KEY_NAMESPACE = '5bd53c52-8a5e-4c0a-9d3f-0c1f2f0f6b61';

/** What ends the program before its end. */
class Failure extends Error {
  /**
   * @param {number} exitCode @param {string} message
   * @param {{ status?: number, code?: string, scope?: string, requestId?: string }} [details] as the server gave them
   * @param {number} [retryAfterMs] undefined: to try again is of no use
   */
  constructor(exitCode, message, details = {}, retryAfterMs = undefined) {
    super(message);
    this.exitCode = exitCode;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}

const usage = (/** @type {string} */ message) => new Failure(EXIT_CODES.usage, message);

/** @typedef {{ origin: string, token: string, patienceMs: number }} Connection */
/** @typedef {{ name: string, content: Buffer }} OutgoingFile */
/** @typedef {{ values: Record<string, any>, positionals: string[] }} Input */

// --- Settings ---------------------------------------------------------------------------------------------------------

const keptPath = () => join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'parley', 'login.json');

/** @param {string} text */
function originOf(text) {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw usage(`${text} is no address such as https://chat.example.org`);
  return url.origin;
}

/** @param {string} path */
function readSecret(path) {
  try {
    const stats = statSync(path);
    if (process.platform !== 'win32' && stats.isFile() && stats.mode & 0o077)
      throw usage(`Others can read ${path}, which holds a token: chmod 600 ${path}`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(`${path} cannot be read: ${error.message}`);
  }
}

/** @returns {{ url: string, token: string } | undefined} what `login` has kept */
function kept() {
  const path = keptPath();
  if (!statSync(path, { throwIfNoEntry: false })) return undefined;
  const text = readSecret(path);
  try {
    const { url, token } = JSON.parse(text);
    return { url: String(url), token: String(token) };
  } catch {
    throw usage(`${path} is damaged: remove it, and log in again`);
  }
}

const howToGetToken = (/** @type {string} */ origin) =>
  `Make one at ${origin} in Settings, Security, Tokens for programs, and give it by PARLEY_TOKEN, by PARLEY_TOKEN_FILE or to: parley login ${origin}`;

/** @param {string} text @param {string} from @param {string} origin */
function asToken(text, from, origin) {
  const token = text.trim();
  if (TOKEN.test(token)) return token;
  throw new Failure(EXIT_CODES.token, `There is no token in ${from}. ${howToGetToken(origin)}`);
}

/** @param {Record<string, any>} values @returns {Connection} */
function connectionOf(values) {
  const { PARLEY_URL: url, PARLEY_TOKEN: token, PARLEY_TOKEN_FILE: file } = process.env;
  const stored = url && (token || file) ? undefined : kept();
  const address = url || stored?.url;
  if (!address) throw usage('Where is Parley? Set PARLEY_URL, or keep it by: parley login https://chat.example.org');
  const origin = originOf(address);
  const patienceMs = patienceOf(values);
  if (token) return { origin, patienceMs, token: asToken(token, 'PARLEY_TOKEN', origin) };
  if (file) return { origin, patienceMs, token: asToken(readSecret(file), file, origin) };
  // A token goes to no other server than the one it is of.
  const own = stored && originOf(stored.url) === origin ? stored.token : '';
  return { origin, patienceMs, token: asToken(own, keptPath(), origin) };
}

/** @param {Record<string, any>} values */
const patienceOf = ({ timeout }) => countOf('timeout', timeout, PATIENCE_SECONDS, 86_400) * 1000;

/** @param {string} option @param {string | undefined} text @param {number} usual @param {number} max */
function countOf(option, text, usual, max) {
  if (text === undefined) return usual;
  if (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= max) return Number(text);
  throw usage(`--${option} takes a whole number from 1 to ${max}, not ${text}`);
}

// --- Requests ---------------------------------------------------------------------------------------------------------

/**
 * Sends a request, again and again while nobody answers it: it must do the same however often it arrives.
 * @param {Connection} connection @param {string} method @param {string} path @param {{ json?: object, form?: FormData }} [body]
 * @returns {Promise<any>}
 */
async function ask(connection, method, path, { json, form } = {}) {
  const until = Date.now() + connection.patienceMs;
  const headers = {
    authorization: `Bearer ${connection.token}`,
    accept: 'application/json',
    'user-agent': 'parley-cli',
    ...(json && { 'content-type': 'application/json' }),
  };
  const body = json ? JSON.stringify(json) : form;
  for (let attempt = 0; ; attempt++) {
    const leftMs = Math.max(1000, until - Date.now());
    const signal = AbortSignal.timeout(form ? UPLOAD_MS : Math.min(ATTEMPT_MS, leftMs));
    const outcome = await attemptOf(connection.origin, path, { method, headers, body, signal, redirect: 'manual' });
    if (!(outcome instanceof Failure)) return outcome.body;
    if (outcome.retryAfterMs === undefined) throw outcome;
    const backoffMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt) * (0.5 + Math.random() / 2);
    const waitMs = Math.max(outcome.retryAfterMs, backoffMs);
    if (Date.now() + waitMs > until) throw outcome;
    if (process.stderr.isTTY) console.error(`parley: ${outcome.message}; again in ${Math.ceil(waitMs / 1000)} s`);
    await delay(waitMs);
  }
}

/** @param {string} origin @param {string} path @param {RequestInit} request @returns {Promise<Failure | { body: any }>} */
async function attemptOf(origin, path, request) {
  let response;
  let text;
  try {
    response = await fetch(origin + path, request);
    text = await response.text();
  } catch (error) {
    return unreached(origin, error);
  }
  if (response.status >= 300 && response.status < 400) {
    const to = response.headers.get('location') ?? '';
    const way = URL.canParse(to, origin) ? `: set PARLEY_URL to ${new URL(to, origin).origin}` : '';
    return usage(`${origin} leads elsewhere${way}`);
  }
  const body = parsed(text);
  if (!response.ok) return refusal(origin, response, body);
  return body === undefined ? new Failure(EXIT_CODES.refused, `What answers at ${origin} is not Parley`) : { body };
}

/** @param {string} text @returns {any} undefined for what is no JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {string} origin @param {any} error */
function unreached(origin, error) {
  const reason = error.cause?.code ?? error.name;
  const isCertificate = /CERT|SELF_SIGNED|UNABLE_TO|ERR_TLS/.test(reason);
  const way = isCertificate ? '; NODE_EXTRA_CA_CERTS names a file with a certificate to trust' : '';
  return new Failure(
    EXIT_CODES.unreachable,
    `${origin} cannot be reached (${reason})${way}`,
    {},
    isCertificate ? undefined : 0,
  );
}

/** @param {string} origin @param {Response} response @param {any} problem */
function refusal(origin, { status, headers }, problem) {
  const { code, detail, fields = {}, scope, requestId } = problem ?? {};
  const isTransient = TRANSIENT_STATUSES.has(status);
  const reasons = Object.entries(fields).map(([field, words]) => `${field} ${[words].flat().join(', ')}`);
  const words = [detail ?? `${origin} answered ${status}`, ...reasons].join('; ');
  const waitMs = isTransient ? waitOf(headers.get('retry-after')) : undefined;
  const details = { status, code, scope, requestId };
  if (status === 401) {
    const ended = code === 'session_ended' ? 'This token was revoked or has ended' : 'The server knows no such token';
    return new Failure(EXIT_CODES.token, `${ended}. ${howToGetToken(origin)}`, details);
  }
  if (code === 'insufficient_scope')
    return new Failure(EXIT_CODES.forbidden, `${words}. ${howToGetToken(origin)}`, details);
  if (status === 403) return new Failure(EXIT_CODES.forbidden, words, details);
  if (status === 404) return new Failure(EXIT_CODES.notFound, words, details);
  if (waitMs === undefined) return new Failure(EXIT_CODES.refused, words, details);
  const asked = waitMs ? ` (try again in ${Math.ceil(waitMs / 1000)} s)` : '';
  return new Failure(EXIT_CODES.unreachable, words + asked, details, waitMs);
}

/** In seconds or as a date (RFC 9110, 10.2.3). @param {string | null} retryAfter */
function waitOf(retryAfter) {
  if (!retryAfter) return 0;
  const ms = /^\d+$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Math.max(0, ms || 0);
}

// --- Rooms and messages -----------------------------------------------------------------------------------------------

/** @param {any} room */
function nameOf({ kind, name, peer, peers = [] }) {
  if (kind === 'direct') return `@${peer?.username ?? ''}`;
  return name || peers.map((/** @type {any} */ { displayName }) => displayName).join(', ');
}

const folded = (/** @type {string} */ name) => name.normalize('NFC').toLowerCase();

/** @param {Connection} connection @param {string} named */
async function roomIdOf(connection, named) {
  if (UUID.test(named)) return named;
  const { items } = await ask(connection, 'GET', '/api/v1/rooms').catch((error) => {
    if (error.details?.code === 'insufficient_scope')
      error.message = `To find a room by its name the token needs the scope rooms:read; give the id of the room, or another token. ${howToGetToken(connection.origin)}`;
    throw error;
  });
  const wanted = [folded(named), folded(named.replace(/^#/, ''))];
  const found = items.filter((/** @type {any} */ room) => wanted.includes(folded(nameOf(room))));
  if (found.length === 1) return found[0].id;
  if (!found.length)
    throw new Failure(EXIT_CODES.notFound, `You are in no room that is called ${named}; parley rooms lists yours`);
  const ids = found.map((/** @type {any} */ { id }) => id).join(', ');
  throw usage(`Several of your rooms are called ${named}: give the id of one of them, ${ids}`);
}

/** @param {string} path @returns {OutgoingFile} */
function readFile(path) {
  try {
    if (statSync(path).size > MAX_FILE_BYTES) throw usage(`${path} is larger than 25 MB, the most that Parley takes`);
    return { name: basename(path), content: readFileSync(path) };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw usage(`${path} cannot be read: ${error.message}`);
  }
}

async function readInput() {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES) throw usage('Standard input has more than 25 MB, the most that Parley takes');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The text as a terminal would show it in the end: no colours, and of a progress bar its last state. @param {string} text */
const plain = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n')
    .replace(CONTROLS, '')
    .trimEnd();

const lengthOf = (/** @type {string} */ text) => [...text].length;

/**
 * A text as the body of a message. Where it is too long its beginning, or the end of code, and all of it as a file.
 * @param {Connection} connection @param {string} text @param {boolean} isCode
 * @returns {Promise<{ body: string, whole?: OutgoingFile }>}
 */
async function bodyOf(connection, text, isCode) {
  // Longer than any within (CommonMark, 4.5).
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([{ length }]) => length));
  const fence = '`'.repeat(longest + 1);
  const written = (/** @type {string} */ part) => (isCode && part ? `${fence}\n${part}\n${fence}` : part);
  if (lengthOf(written(text)) <= SHORT_MESSAGE_LENGTH) return { body: written(text) };
  const { limits } = await ask(connection, 'GET', '/api/v1/server');
  if (lengthOf(written(text)) <= limits.messageBody) return { body: written(text) };
  const max = Math.max(0, limits.messageBody - lengthOf(written('x')) - NOTE_LENGTH);
  const { part, leftOut } = partOf(text, max, isCode);
  const lines = isCode ? `${leftOut} lines before` : `and ${leftOut} lines more`;
  const mark = leftOut ? `… ${lines}` : '…';
  const note = isCode ? `${mark}\n${part}` : `${part}\n${mark}`;
  const name = isCode ? 'output.txt' : 'message.md';
  return { body: written(note), whole: { name, content: Buffer.from(`${text}\n`) } };
}

/** Whole lines from the beginning or the end; of a line that is too long itself a part. @param {string} text @param {number} max @param {boolean} fromEnd */
function partOf(text, max, fromEnd) {
  const lines = text.split('\n');
  let count = 0;
  for (let length = 0; count < lines.length; count++) {
    length += lengthOf(lines.at(fromEnd ? -1 - count : count) ?? '') + 1;
    if (length > max) break;
  }
  const part = fromEnd ? lines.slice(lines.length - count) : lines.slice(0, count);
  if (count) return { part: part.join('\n'), leftOut: lines.length - count };
  const letters = [...(lines.at(fromEnd ? -1 : 0) ?? '')];
  return { part: (fromEnd ? letters.slice(-max) : letters.slice(0, max)).join(''), leftOut: lines.length - 1 };
}

/** @param {Connection} connection @param {OutgoingFile} file @returns {Promise<string>} its id */
async function upload(connection, { name, content }) {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  // Lost answers leave files that were not sent; the server removes them after a day.
  return (await ask(connection, 'POST', '/api/v1/uploads', { form })).id;
}

/** @param {Record<string, any>} values */
function clientIdOf({ key, 'client-id': id }) {
  if (key !== undefined && id !== undefined) throw usage('Give --key or --client-id, not both');
  if (id !== undefined && !UUID.test(id)) throw usage(`--client-id takes a UUID, not ${id}`);
  return id ?? (key === undefined ? randomUUID() : uuidOfName(key));
}

/** @param {string} name */
function uuidOfName(name) {
  const namespace = Buffer.from(KEY_NAMESPACE.replaceAll('-', ''), 'hex');
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** @param {Record<string, any>} values @param {string} named @param {string} text @param {OutgoingFile[]} files */
async function deliver(values, named, text, files) {
  const connection = connectionOf(values);
  const clientId = clientIdOf(values);
  const roomId = await roomIdOf(connection, named);
  const { body, whole } = await bodyOf(connection, text, Boolean(values.code));
  const attachmentIds = [];
  for (const file of whole ? [...files, whole] : files) attachmentIds.push(await upload(connection, file));
  const json = {
    clientId,
    body,
    ...(values.thread && { threadId: values.thread }),
    ...(values.reply && { replyToId: values.reply }),
    ...(attachmentIds.length && { attachmentIds }),
  };
  try {
    const message = await ask(connection, 'POST', `/api/v1/rooms/${roomId}/messages`, { json });
    if (values.json) console.log(JSON.stringify(message));
  } catch (error) {
    if (values.key === undefined || error.details?.code !== 'client_id_reused') throw error;
    console.error(`parley: a message was sent under the key ${values.key} before; nothing is sent now`);
  }
}

// --- Printing ---------------------------------------------------------------------------------------------------------

const safe = (/** @type {string} */ text) => text.replace(UNSAFE_IN_TERMINAL, '\ufffd');

/** @param {any} message */
function lineOf({ createdAt, author, as, body, system, attachments, deletedAt }) {
  const at = new Date(createdAt).toLocaleString('sv-SE', { dateStyle: 'short', timeStyle: 'short' });
  const person = author ? author.displayName || author.username : 'Parley';
  const name = as ? `${as.name} (${person})` : person;
  const notice = system ? [system.event.replaceAll('_', ' '), system.text].filter(Boolean).join(': ') : '';
  const files = attachments.map((/** @type {any} */ file) => `[${file.name}, ${file.size} bytes]`);
  const words = deletedAt ? '(deleted)' : [body, notice, ...files].filter(Boolean).join('\n');
  return safe(`${at} ${name}: ${words}`).replaceAll('\n', '\n    ');
}

/** @param {any[]} messages @param {Record<string, any>} values */
const print = (messages, { json }) =>
  messages.forEach((message) => console.log(json ? JSON.stringify(message) : lineOf(message)));

/** What is typed and not shown. @param {string} question @returns {Promise<string>} */
const hiddenLine = (question) =>
  new Promise((resolve, reject) => {
    const { stdin, stderr } = process;
    let text = '';
    const end = () => {
      stdin.off('data', take).setRawMode(false).pause();
      stderr.write('\n');
    };
    const take = (/** @type {Buffer} */ typed) => {
      for (const letter of String(typed)) {
        const isEnd = letter === '\r' || letter === '\n';
        const isCancelled = letter === '\u0003' || letter === '\u0004';
        if (isEnd || isCancelled) {
          end();
          if (isEnd) resolve(text);
          else reject(usage('Nothing is kept'));
          return;
        }
        text = letter === '\u007f' ? text.slice(0, -1) : text + letter;
      }
    };
    stderr.write(question);
    stdin.setRawMode(true).on('data', take);
  });

// --- Commands ---------------------------------------------------------------------------------------------------------

/** @type {Record<string, (input: Input) => Promise<void>>} */
const commands = {
  async send({ values, positionals: [room, ...words] }) {
    if (!room) throw usage('send takes a room: parley send ROOM [TEXT ...]');
    const files = (values.file ?? []).map(readFile);
    const isInput = words.length ? words.length === 1 && words[0] === '-' : !files.length;
    if (isInput && !words.length && process.stdin.isTTY)
      throw usage('send takes a text, as arguments or on standard input');
    const text = plain(isInput ? await readInput() : words.join(' '));
    if (!text.trim() && !files.length) throw usage('There is nothing to send: the text is empty');
    await deliver(values, room, text, files);
  },

  async upload({ values, positionals: [room, ...paths] }) {
    if (!room || !paths.length) throw usage('upload takes a room and files: parley upload ROOM FILE ...');
    await deliver(values, room, plain(values.text ?? ''), paths.map(readFile));
  },

  async read({ values, positionals: [room] }) {
    if (!room) throw usage('read takes a room: parley read ROOM');
    const connection = connectionOf(values);
    const limit = countOf('limit', values.limit, MESSAGES_COUNT, MAX_PAGE_MESSAGES);
    const path = `/api/v1/rooms/${await roomIdOf(connection, room)}/messages?limit=${limit}`;
    print((await ask(connection, 'GET', path)).items, values);
  },

  async tail({ values, positionals: [room] }) {
    if (!room) throw usage('tail takes a room: parley tail ROOM');
    const connection = connectionOf(values);
    const limit = countOf('limit', values.limit, MESSAGES_COUNT, MAX_PAGE_MESSAGES);
    const path = `/api/v1/rooms/${await roomIdOf(connection, room)}/messages?`;
    let { items, hasAfter } = await ask(connection, 'GET', `${path}limit=${limit}`);
    for (let lastSeq = 0; ;) {
      print(items, values);
      lastSeq = items.at(-1)?.seq ?? lastSeq;
      if (!hasAfter) await delay(POLL_MS);
      const query = `after=${lastSeq}&limit=${MAX_PAGE_MESSAGES}`;
      // It outlasts restarts of the server.
      const page = await ask({ ...connection, patienceMs: Infinity }, 'GET', path + query);
      ({ items, hasAfter } = page);
      // A backup was restored.
      if (page.lastSeq < lastSeq) lastSeq = page.lastSeq;
    }
  },

  async rooms({ values }) {
    const { items } = await ask(connectionOf(values), 'GET', '/api/v1/rooms');
    for (const room of items) {
      const unread = room.unreadCount ? `  (${room.unreadCount} unread)` : '';
      console.log(values.json ? JSON.stringify(room) : safe(`${room.id}  ${nameOf(room)}${unread}`));
    }
  },

  async search({ values, positionals }) {
    if (!positionals.length) throw usage('search takes words: parley search invoice from:ada');
    const connection = connectionOf(values);
    const limit = countOf('limit', values.limit, MESSAGES_COUNT, MAX_PAGE_MESSAGES);
    const query = new URLSearchParams({ q: positionals.join(' '), limit: String(limit) });
    if (values.room) query.set('roomId', await roomIdOf(connection, values.room));
    const { items, notUnderstood } = await ask(connection, 'GET', `/api/v1/search/messages?${query}`);
    for (const { filter, value } of notUnderstood) console.error(`parley: not understood: ${filter}:${value}`);
    print(
      items.map((/** @type {any} */ { message }) => message),
      values,
    );
  },

  async whoami({ values }) {
    const connection = connectionOf(values);
    const me = await ask(connection, 'GET', '/api/v1/users/me');
    console.log(values.json ? JSON.stringify(me) : safe(`${me.displayName} (@${me.username}) at ${connection.origin}`));
  },

  async login({ values, positionals: [url] }) {
    if (!url) throw usage('login takes an address: parley login https://chat.example.org');
    const origin = originOf(url);
    const text = process.stdin.isTTY ? await hiddenLine(`Token for ${origin}: `) : await readInput();
    const token = asToken(text, 'what was given', origin);
    await ask({ origin, token, patienceMs: patienceOf(values) }, 'GET', '/api/v1/users/me').catch((error) => {
      // It is a token, though not for this.
      if (error.exitCode !== EXIT_CODES.forbidden) throw error;
    });
    const path = keptPath();
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    rmSync(path, { force: true });
    writeFileSync(path, `${JSON.stringify({ url: origin, token })}\n`, { mode: 0o600, flag: 'wx' });
    console.error(`Kept in ${path}. Remove that file to log out, and revoke the token when it is not needed any more.`);
  },
};

/** @type {Record<string, { type: 'string' | 'boolean', multiple?: boolean, short?: string }>} */
const OPTIONS = {
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  code: { type: 'boolean' },
  file: { type: 'string', multiple: true },
  ...Object.fromEntries(
    ['timeout', 'text', 'thread', 'reply', 'key', 'client-id', 'limit', 'room'].map((name) => [
      name,
      { type: /** @type {const} */ ('string') },
    ]),
  ),
};

const OF_SENDING = ['thread', 'reply', 'key', 'client-id'];
/** What a command takes beside what all take. @type {Record<string, string[]>} */
const OPTIONS_OF = {
  send: [...OF_SENDING, 'code', 'file'],
  upload: [...OF_SENDING, 'text'],
  read: ['limit'],
  tail: ['limit'],
  search: ['limit', 'room'],
};

/** @param {string[]} args */
async function run(args) {
  const [name, ...rest] = args;
  if (!name || ['help', '--help', '-h'].includes(name)) {
    if (!name) throw usage('parley help says what there is');
    console.log(HELP.trimEnd());
    return;
  }
  if (args.some((arg) => TOKEN_BEGINNING.test(arg)))
    throw usage(
      'A token does not belong on the command line, where others of this machine see it and the shell keeps it. Revoke this one, and give another by PARLEY_TOKEN, PARLEY_TOKEN_FILE or parley login',
    );
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw usage(`There is no command ${name}; parley help lists them`);
  const { values, positionals } = inputOf(rest);
  if (values.help) {
    console.log(HELP.trimEnd());
    return;
  }
  const taken = ['json', 'timeout', ...(OPTIONS_OF[name] ?? [])];
  const foreign = Object.keys(values).find((option) => !taken.includes(option));
  if (foreign) throw usage(`${name} takes no --${foreign}`);
  await command({ values, positionals });
}

/** @param {string[]} args @returns {Input} */
function inputOf(args) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw usage(error.message);
  }
}

// `parley tail … | head` has read enough.
process.stdout.on('error', (error) => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1));

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  const { exitCode, message, details } = error;
  const asJson = process.argv.includes('--json');
  console.error(asJson ? JSON.stringify({ exitCode, message, ...details }) : safe(`parley: ${message}`));
  process.exitCode = exitCode;
}
