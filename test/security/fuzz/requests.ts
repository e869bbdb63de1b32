import type { Body, CallerKind, Json, RawCase, RequestCase } from './cases.ts';
import { noisy } from './frames.ts';
import { broken, fitting, oddParameter, type Schema, type Schemas } from './from-schema.ts';
import { chance, oddAccess, oddText, oddValue, pick, type Random, uuid } from './odd-values.ts';
import { uploadBody, uploadMetadata } from './uploads.ts';

interface Parameter {
  name: string;
  in: string;
  schema?: Schema;
}

/** A route, of the OpenAPI document. */
export interface Route {
  method: string;
  path: string;
  parameters: Parameter[];
  body?: Schema;
  multipart: boolean;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Schemas };
}

/** Every route; resumable uploads have their own since the protocol stands in headers. */
export const routesOf = ({ paths }: OpenApi): Route[] =>
  Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => {
      const [type, { schema } = { schema: undefined }] = Object.entries(requestBody?.content ?? {})[0] ?? [];
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        ...(schema && { body: schema }),
        multipart: type === 'multipart/form-data',
      };
    }),
  );

export function requestCase(random: Random, by: CallerKind, route: Route, schemas: Schemas): RequestCase {
  const { method, path, parameters } = route;
  return {
    kind: 'request',
    by,
    method: chance(random, 98) ? method : pick(random, ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'PUT', 'DELETE']),
    path: path
      .slice(1)
      .split('/')
      .map((part) => (part.startsWith('{') ? pathValue(random, part.slice(1, -1), method, path) : part)),
    query: query(random, parameters),
    headers: headers(random, path),
    body: bodyOf(random, route, schemas),
  };
}

function pathValue(random: Random, name: string, method: string, path: string): string {
  if (chance(random, 12)) return oddText(random).slice(0, 300);
  if (chance(random, 8)) return uuid(random);
  if (name === 'emoji') return pick(random, ['👍', '🙂', '❤️']);
  if (name === 'key') return '‹avatar›';
  if (name === 'upload') return '‹upload›';
  if (name === 'token') return '‹token›';
  if (name === 'userId') return pick(random, ['‹other›', '‹guest›', '‹spareUser›']);
  if (path.includes('/sessions/')) return uuid(random);
  // What is deleted is missed by the cases after it.
  if (path.includes('/rooms/')) return method === 'DELETE' && path.endsWith('{id}') ? '‹spareRoom›' : '‹room›';
  if (path.includes('/messages/')) return pick(random, ['‹message›', '‹reply›']);
  if (path.includes('/uploads/')) return method === 'DELETE' ? '‹spareFile›' : pick(random, ['‹file›', '‹picture›']);
  return path.includes('/admin/') ? '‹spareUser›' : '‹other›';
}

function query(random: Random, parameters: Parameter[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (const { name, schema } of parameters.filter((parameter) => parameter.in === 'query')) {
    if (!chance(random, 60)) continue;
    const right = name === 'access' ? oddAccess(random) : textOf(fitting(random, {}, schema ?? {}, name));
    pairs.push([name, name === 'access' || chance(random, 45) ? right : oddParameter(random, name)]);
    if (chance(random, 4)) pairs.push([pick(random, [name, `${name}[]`, `${name}[a]`, `${name}[__proto__]`]), '1']);
  }
  if (chance(random, 4)) pairs.push([oddText(random).slice(0, 40), oddText(random).slice(0, 100)]);
  return pairs;
}

const textOf = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function headers(random: Random, path: string): [string, string][] {
  const pairs: [string, string][] = [];
  if (path.includes('/resumable')) pairs.push(...tusHeaders(random));
  if (path.endsWith('/content') && chance(random, 60)) pairs.push(['Range', range(random)]);
  if (chance(random, 3)) pairs.push(['Accept-Language', latin(oddText(random))]);
  if (chance(random, 3)) pairs.push(['Cookie', latin(`parley_refresh=${oddText(random)}; XSRF-TOKEN=j:{"a":1}`)]);
  if (chance(random, 2)) pairs.push(['X-XSRF-TOKEN', latin(oddText(random))]);
  if (chance(random, 2)) pairs.push(['Authorization', latin(`Bearer ${oddText(random)}`)]);
  if (chance(random, 2)) pairs.push(['Origin', pick(random, ['null', 'http://[', 'https://evil.example'])]);
  if (chance(random, 2)) pairs.push(['Content-Encoding', pick(random, ['gzip', 'br', 'rot13', 'gzip, gzip'])]);
  if (chance(random, 2)) pairs.push(['X-Forwarded-For', pick(random, ['::ffff:1.2.3.4', 'x', ','.repeat(300)])]);
  return pairs;
}

const range = (random: Random): string =>
  `bytes=${pick(random, ['0-', '-1', '0-0', '5-2', '99999999999999999999-', '0-1,2-3', '-', 'x-y', '-0', '1-9007199254740993'])}`;

function tusHeaders(random: Random): [string, string][] {
  const size = pick(random, ['1', '5', '0', '-1', '1e3', '0x10', '99999999999999999999', '26214401', 'x', ' ']);
  const all: [string, string][] = [
    ['Tus-Resumable', chance(random, 90) ? '1.0.0' : pick(random, ['0.2.2', '', '9'])],
    ['Upload-Length', size],
    ['Upload-Metadata', uploadMetadata(random)],
    ['Upload-Offset', pick(random, ['0', '0', '1', '-1', 'x', '99999999999999999999'])],
    ['Upload-Defer-Length', '1'],
    ['Upload-Concat', pick(random, ['partial', 'final;/a /b', 'x'])],
    ['X-HTTP-Method-Override', pick(random, ['DELETE', 'PATCH', '__proto__'])],
  ];
  return all.filter((_, index) => chance(random, index < 4 ? 85 : 8));
}

/** What may stand in a header. */
const latin = (text: string): string => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?').trim();

function bodyOf(random: Random, { method, path, body, multipart }: Route, schemas: Schemas): Body {
  if (multipart) return uploadBody(random);
  if (path.includes('/resumable'))
    return { kind: 'bytes', type: 'application/offset+octet-stream', base64: Buffer.from('fuzzy').toString('base64') };
  if (!body) {
    if (method === 'GET' || chance(random, 90)) return { kind: 'none' };
    return { kind: 'json', value: oddValue(random) };
  }
  const right = fitting(random, schemas, body);
  if (chance(random, 25)) return { kind: 'json', value: right };
  if (chance(random, 88)) return { kind: 'json', value: broken(random, right) };
  const type = pick(random, [
    'application/json',
    'application/json; charset=utf-16',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json;;;',
  ]);
  return { kind: 'text', type, text: noisy(random, JSON.stringify(right)) };
}

/** What is no HTTP, or hardly. */
export function rawCase(random: Random): RawCase {
  const target = pick(random, [
    '/',
    '//[',
    '/%',
    '/api/v1/rooms/%E0%A4%A',
    'http://[',
    '*',
    '/..%2f..%2fetc/passwd',
    '/socket.io/?EIO=4&transport=websocket&sid=__proto__',
    '/socket.io/?EIO=3&transport=polling',
    '/socket.io/?EIO[]=4',
    '/api/docs/%00',
    '/health/live?a[]=1',
    '\\',
    '/index.html%00.png',
    `/${'a'.repeat(9_000)}`,
  ]);
  const method = pick(random, ['GET', 'POST', 'HEAD', 'OPTIONS', 'CONNECT', 'get', 'GET\u0000', '']);
  const extra = pick(random, [
    'Connection: close',
    'Content-Length: -1',
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: x',
    'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nOrigin: http://[',
    'Host: [',
    'Cookie: \u00ff=\u00ff',
    'If-Modified-Since: x\r\nIf-None-Match: "',
    ' folded',
    `X: ${'y'.repeat(20_000)}`,
  ]);
  const text = `${method} ${target} HTTP/1.1\r\nHost: localhost\r\n${extra}\r\n\r\n`;
  return { kind: 'raw', text: chance(random, 70) ? text : noisy(random, text) };
}
