import { request } from 'node:http';
import { connect } from 'node:net';
import type { Body, Case, FramesCase, RawCase, RequestCase } from './cases.ts';
import type { World } from './world.ts';

/** Longer than any answer may take, in milliseconds, on a machine that is busy with other things too. */
const PATIENCE_MS = 30_000;
const RAW_MS = 400;

/** What is wrong with what came back; undefined when nothing is. */
export type Fault = string | undefined;

/** @param seen is called with the status of each answer over HTTP: a run in which all are 404 says nothing */
export function send(one: Case, world: World, url: string, seen: (status: number) => void): Promise<Fault> {
  if (one.kind === 'request') return sendRequest(one, world, url, seen);
  return one.kind === 'frames' ? sendFrames(one, world, url) : sendRaw(one, url);
}

function sendRequest(one: RequestCase, world: World, url: string, seen: (status: number) => void): Promise<Fault> {
  const { hostname, port } = new URL(url);
  const [type, body] = encode(one.body, world);
  const token = world.tokenOf(one.by);
  const headers = new Map([
    ...(token ? [['authorization', `Bearer ${token}`] as const] : []),
    ...(type ? [['content-type', type] as const] : []),
    ...(body ? [['content-length', String(body.length)] as const] : []),
    ...one.headers.map(([name, value]) => [name.toLowerCase(), world.fillIn(value)] as const),
  ]);
  const path = `/${one.path.map((part) => escaped(world.fillIn(part))).join('/')}${queryOf(one, world)}`;
  return new Promise((resolve) => {
    const asked = request({ hostname, port, path, method: one.method, headers: Object.fromEntries(headers) });
    const late = setTimeout(() => {
      asked.destroy();
      resolve('no answer');
    }, PATIENCE_MS);
    const end = (fault: Fault) => {
      clearTimeout(late);
      resolve(fault);
    };
    asked.on('error', ({ message }) => end(message.includes('ECONNREFUSED') ? 'connection refused' : undefined));
    asked.on('response', (response) => {
      const { statusCode = 0, headers: given } = response;
      seen(statusCode);
      const passing = statusCode === 503 && given['retry-after'] !== undefined;
      response
        .on('error', () => end(undefined))
        .on('end', () => end(statusCode >= 500 && !passing ? `status ${statusCode}` : undefined));
      response.resume();
    });
    asked.end(body);
  });
}

/** `encodeURIComponent` throws at a lone surrogate; a client may write its three bytes. */
const escaped = (text: string): string =>
  text.isWellFormed()
    ? encodeURIComponent(text)
    : encodeURIComponent(text.toWellFormed()).replaceAll('%EF%BF%BD', '%ED%A0%BD');

function queryOf({ query }: RequestCase, world: World): string {
  const pairs = query.map(([name, value]) => `${escaped(name)}=${escaped(world.fillIn(value))}`);
  return pairs.length ? `?${pairs.join('&')}` : '';
}

const BOUNDARY = 'fuzzyboundary';

function encode(body: Body, world: World): [string | undefined, Buffer | undefined] {
  if (body.kind === 'none') return [undefined, undefined];
  if (body.kind === 'json') return ['application/json', Buffer.from(world.fillIn(JSON.stringify(body.value)))];
  if (body.kind === 'text') return [body.type, Buffer.from(world.fillIn(body.text))];
  if (body.kind === 'bytes') return [body.type, Buffer.from(body.base64, 'base64')];
  const parts = body.parts.flatMap(({ name, filename, type, base64 }) => {
    const file = filename === undefined ? '' : `; filename="${quoted(filename)}"`;
    const kind = type === undefined ? '' : `\r\nContent-Type: ${type}`;
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quoted(name)}"${file}${kind}\r\n\r\n`;
    return [Buffer.from(head), Buffer.from(base64, 'base64'), Buffer.from('\r\n')];
  });
  return [`multipart/form-data; boundary=${BOUNDARY}`, Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)])];
}

const quoted = (text: string): string => text.replace(/["\r\n]/g, (character) => encodeURIComponent(character));

/** The last frame of each case asks for an answer: whatever came before, the connection answers it or is closed. */
const LAST = '42424242["fuzz_end"]';

function sendFrames(one: FramesCase, world: World, url: string): Promise<Fault> {
  return new Promise((resolve) => {
    const wire = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    let fault: Fault;
    const end = () => {
      clearTimeout(late);
      wire.close();
      resolve(fault);
    };
    const late = setTimeout(() => {
      fault ??= 'no answer';
      end();
    }, PATIENCE_MS);
    const rest = () => {
      for (const frame of one.frames) wire.send(world.fillIn(frame));
      wire.send(LAST);
    };
    wire.addEventListener('close', end);
    wire.addEventListener('error', end);
    wire.addEventListener('message', ({ data }) => {
      const text = String(data);
      if (text.startsWith('0')) wire.send(`40${JSON.stringify({ token: world.tokenOf(one.by) ?? null })}`);
      if (text.startsWith('0') && !one.connected) rest();
      if (text.startsWith('40') && one.connected) rest();
      if (text === '2') wire.send('3');
      fault ??= faultOf(text);
      if (text.startsWith('43424242')) end();
    });
  });
}

/** An acknowledgement, or `command_refused`, with a status of 500 or more that is no passing one. */
function faultOf(frame: string): Fault {
  const status = /"code":"(\w+)","status":(5\d\d)/.exec(frame);
  return status && status[1] !== 'unavailable' ? `status ${status[2]}` : undefined;
}

/** Whatever the answer is: the server goes on. */
function sendRaw({ text }: RawCase, url: string): Promise<Fault> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let answer = '';
    const wire = connect(Number(port), hostname);
    const end = (fault?: string) => {
      wire.destroy();
      const status = /^HTTP\/1\.1 (5\d\d)/.exec(answer)?.[1];
      // Of Node itself: a transfer coding that it does not know.
      resolve(fault ?? (status && !['501', '503', '505'].includes(status) ? `status ${status}` : undefined));
    };
    wire.setTimeout(RAW_MS, () => end());
    wire.on('data', (data) => (answer += data.toString('latin1')));
    wire.on('error', ({ message }) => end(message.includes('ECONNREFUSED') ? 'connection refused' : undefined));
    wire.on('close', () => end());
    wire.write(Buffer.from(text, 'latin1'));
  });
}
