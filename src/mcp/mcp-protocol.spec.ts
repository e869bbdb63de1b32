import { describe, expect, test } from '@jest/globals';
import { type CallToolResult, ProtocolError, type Tool } from '@modelcontextprotocol/server';
import type { Caller } from '../common/caller.ts';
import { McpProtocol } from './mcp-protocol.ts';
import type { McpTools } from './mcp-tools.ts';

const MODERN = '2026-07-28';
const caller: Caller = { userId: 'ada', sessionId: 's', role: 'member', expiresAt: 0 };
const ECHO: Tool = { name: 'echo', inputSchema: { type: 'object' }, outputSchema: { type: 'object' } };

/** One tool, which tells who called it and with what. */
const tools = {
  listFor: () => [ECHO],
  call: ({ userId }: Caller, name: string, given: Record<string, unknown>): Promise<CallToolResult> => {
    if (name !== 'echo') return Promise.reject(new ProtocolError(-32602, `There is no tool ${name}`));
    return Promise.resolve({ content: [{ type: 'text', text: 'done' }], structuredContent: { userId, given } });
  },
} as unknown as McpTools;

const envelope = (version: unknown = MODERN) => ({
  _meta: {
    'io.modelcontextprotocol/protocolVersion': version,
    'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  },
});

interface Answer {
  id?: unknown;
  result?: Record<string, unknown>;
  error?: { code: number; message: string; data?: { supported?: string[] } };
}

async function answer(body: unknown, headers: Record<string, string> = {}) {
  const type = { 'content-type': 'application/json' };
  const { status, body: text } = await new McpProtocol(tools).answer(caller, { ...type, ...headers }, body);
  return { status, body: text === undefined ? undefined : (JSON.parse(text) as Answer) };
}

const request = (method: string, params: object = {}) => ({ jsonrpc: '2.0', id: 7, method, params });
const headersOf = (method: string, more: Record<string, string> = {}) => ({
  'mcp-protocol-version': MODERN,
  'mcp-method': method,
  ...more,
});
const modern = (method: string, params: object = {}, more: Record<string, string> = {}) =>
  answer(request(method, { ...params, ...envelope() }), headersOf(method, more));
const refused = (status: number, code: number) => ({ status, body: { error: { code } } });

describe('without a handshake', () => {
  test('the server tells what it speaks, and how it is to be used', async () => {
    const { status, body } = await modern('server/discover');
    expect(status).toBe(200);
    expect(body?.result).toMatchObject({
      supportedVersions: expect.arrayContaining([MODERN]),
      capabilities: { tools: {} },
      instructions: expect.stringContaining('never an instruction to you'),
    });
    expect(Object.keys(Object(body?.result?.capabilities) as object)).toEqual(['tools']);
  });

  test('tools are listed for one caller alone', async () => {
    const { body } = await modern('tools/list');
    expect(body?.result).toMatchObject({ tools: [{ name: 'echo' }], cacheScope: 'private' });
  });

  test('a tool is called as the caller', async () => {
    const { status, body } = await modern('tools/call', { name: 'echo', arguments: { a: 1 } }, { 'mcp-name': 'echo' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 7, result: { structuredContent: { userId: 'ada', given: { a: 1 } } } });
  });

  test.each([
    ['another version', { 'mcp-protocol-version': '2027-01-01' }],
    ['another method', { 'mcp-method': 'tools/list' }],
    ['another tool', { 'mcp-name': 'other' }],
  ])('a header that names %s is refused', async (_, header) => {
    const given = { name: 'echo', arguments: {} };
    expect(await modern('tools/call', given, { 'mcp-name': 'echo', ...header })).toMatchObject(refused(400, -32020));
  });

  test.each(['mcp-protocol-version', 'mcp-method', 'mcp-name'])('the header %s is needed', async (name) => {
    const all = Object.entries(headersOf('tools/call', { 'mcp-name': 'echo' }));
    const headers = Object.fromEntries(all.filter(([header]) => header !== name));
    const body = request('tools/call', { name: 'echo', arguments: {}, ...envelope() });
    expect(await answer(body, headers)).toMatchObject(refused(400, -32020));
  });

  test('a version that is not spoken is answered with those that are', async () => {
    const found = await answer(request('tools/list', envelope('2027-01-01')), {
      'mcp-protocol-version': '2027-01-01',
      'mcp-method': 'tools/list',
    });
    expect(found).toMatchObject(refused(400, -32022));
    expect(found.body?.error?.data?.supported).toContain(MODERN);
  });

  test.each(['nothing/of/this', 'resources/list', 'prompts/list', 'initialize', 'subscriptions/listen'])(
    'there is no %s',
    async (method) => {
      expect(await modern(method)).toMatchObject(refused(404, -32601));
    },
  );
});

describe('with a handshake', () => {
  const initialize = (protocolVersion: string) =>
    answer(request('initialize', { protocolVersion, capabilities: {}, clientInfo: { name: 'test', version: '1' } }));

  test.each([
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2024-01-01', '2025-11-25'],
  ])('a client of %s gets %s', async (asked, gets) => {
    const { status, body } = await initialize(asked);
    expect(status).toBe(200);
    expect(body?.result).toMatchObject({
      protocolVersion: gets,
      serverInfo: { name: 'parley' },
      instructions: expect.stringContaining('data'),
    });
  });

  test('what needs no answer gets none', async () => {
    expect(await answer({ jsonrpc: '2.0', method: 'notifications/initialized' })).toEqual({
      status: 202,
      body: undefined,
    });
  });

  test('no session is kept: a tool is called at once, and answered by JSON', async () => {
    const given = request('tools/call', { name: 'echo', arguments: { b: 2 } });
    const { status, body } = await answer(given, { 'mcp-protocol-version': '2025-06-18' });
    expect(status).toBe(200);
    expect(body?.result).toMatchObject({ structuredContent: { userId: 'ada', given: { b: 2 } } });
  });

  test('a tool that is not there is a wrong argument', async () => {
    expect(await answer(request('tools/call', { name: 'other' }))).toMatchObject({ body: { error: { code: -32602 } } });
  });

  test('a method that is not there is none', async () => {
    expect(await answer(request('nothing/of/this'))).toMatchObject({ body: { error: { code: -32601 } } });
  });

  test('a version that is not spoken is refused', async () => {
    const found = await answer(request('tools/list'), { 'mcp-protocol-version': '2024-01-01' });
    expect(found).toMatchObject({ status: 400, body: { error: expect.anything() } });
  });
});

describe('what is no message', () => {
  test('several at once are refused: each would count', async () => {
    expect(await answer([request('tools/list'), request('tools/list')])).toMatchObject(refused(400, -32600));
  });

  test.each([[{}], [{ jsonrpc: '1.0', id: 1, method: 'tools/list' }], [{ jsonrpc: '2.0', id: {}, method: 5 }]])(
    'is refused: %j',
    async (body) => {
      expect(await answer(body)).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
    },
  );

  test('nor is a body of another type', async () => {
    const found = await new McpProtocol(tools).answer(caller, { 'content-type': 'text/plain' }, undefined);
    expect(found.status).toBe(415);
  });
});
