import { randomUUID } from 'node:crypto';
import { type ProblemCode, problems } from '../../src/common/problem.ts';
import type { ApiClient } from './member.ts';

/** The version without a handshake. */
export const MODERN = '2026-07-28';

/** What a tool answered: `data` by its schema, or `text` that begins with the code of a problem. */
export interface ToolResult {
  isError?: boolean;
  structuredContent?: Record<string, unknown>;
  content: { type: 'text'; text: string }[];
}

export interface RpcAnswer {
  status: number;
  headers: Headers;
  /** Of an answer by the protocol; a refusal before it is a problem of the API. */
  body: {
    id?: string | number | null;
    result?: ToolResult & Record<string, unknown>;
    error?: { code: number; message: string; data?: unknown };
    code?: ProblemCode;
  };
}

const bearerOf = ({ token }: ApiClient): Record<string, string> => (token ? { authorization: `Bearer ${token}` } : {});

/** Sends a text to `/mcp`. */
export async function postMcp(
  caller: ApiClient,
  body: string,
  headers: Record<string, string> = {},
  method = 'POST',
): Promise<RpcAnswer> {
  const response = await fetch(`${caller.url}/mcp`, {
    method,
    headers: { 'content-type': 'application/json', accept: 'application/json', ...bearerOf(caller), ...headers },
    ...(method === 'POST' && { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as never };
}

/** A request in the version 2025-11-25, which needs no handshake at a server without sessions. */
export const askMcp = (caller: ApiClient, method: string, params: object = {}): Promise<RpcAnswer> =>
  postMcp(caller, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }), { 'mcp-protocol-version': '2025-11-25' });

/** What a request of the version without a handshake says of itself. */
export const envelope = (version = MODERN) => ({
  'io.modelcontextprotocol/protocolVersion': version,
  'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
});

/** The same request in that version, with the headers that go with it, and others. */
export const askModern = (
  caller: ApiClient,
  method: string,
  params: { name?: string; [key: string]: unknown } = {},
  headers: Record<string, string> = {},
): Promise<RpcAnswer> =>
  postMcp(caller, JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: envelope() } }), {
    'mcp-protocol-version': MODERN,
    'mcp-method': method,
    ...(params.name && { 'mcp-name': params.name }),
    ...headers,
  });

/** What a tool answers, a refusal too. */
export const callTool = (caller: ApiClient, name: string, given: object = {}): Promise<RpcAnswer> =>
  askMcp(caller, 'tools/call', { name, arguments: given });

/** What a tool answers by its schema; throws unless it succeeds. */
export async function useTool<Data>(caller: ApiClient, name: string, given: object = {}): Promise<Data> {
  const { status, body } = await callTool(caller, name, given);
  if (!body.result?.structuredContent || body.result.isError)
    throw new Error(`${name} ${JSON.stringify(given)} → ${status} ${JSON.stringify(body)}`);
  return body.result.structuredContent as Data;
}

/** `allowed`, or the status and code that the API would answer: `404 room_not_found`. */
export async function outcomeOf(caller: ApiClient, name: string, given: object = {}): Promise<string> {
  const { status, body } = await callTool(caller, name, given);
  if (body.code) return `${status} ${body.code}`;
  if (body.error) return `${body.error.code} ${body.error.message}`;
  const { isError, content = [] } = body.result ?? {};
  if (!isError) return 'allowed';
  const [code = ''] = content[0]?.text.split(':') ?? [];
  return `${problems[code as ProblemCode][0]} ${code}`;
}

/** The arguments of a message to a room. */
export const messageTo = (roomId: string, body = 'hello', more: object = {}) => ({
  roomId,
  body,
  clientId: randomUUID(),
  ...more,
});
