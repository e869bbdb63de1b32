import { beforeAll, describe, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { Caller, TokenGrant } from '../common/caller.ts';
import type { LoadShedding } from '../common/limits/load-shedding.ts';
import { Problem } from '../common/problem.ts';
import { TOKEN_SCOPES, type TokenScope } from '../shared/token-scopes.ts';
import type { UsersService } from '../users/users.service.ts';
import type { JsonSchema } from './json-schema.view.ts';
import { counted, fitting, type McpTool } from './mcp-tool.ts';
import { McpTools } from './mcp-tools.ts';
import { cutBody } from './message.view.ts';
import { ListingTools } from './tools/listing-tools.ts';
import { MessageTools } from './tools/message-tools.ts';
import { WritingTools } from './tools/writing-tools.ts';

const none = undefined as never;
const calm = { rejectIfOverloaded: () => undefined } as unknown as LoadShedding;
const toolsWith = (users: UsersService = none, load = calm) =>
  new McpTools(
    new ListingTools(none, users, none),
    new MessageTools(none, none, none, none),
    new WritingTools(none, none, none, none),
    load,
  );

const callerWith = (scopes: readonly TokenScope[], roomIds: string[] | null = null): Caller => {
  const token: TokenGrant = { scopes: new Set(scopes), roomIds: roomIds && new Set(roomIds), name: 'test' };
  return { userId: 'ada', sessionId: 's', role: 'member', expiresAt: 0, token };
};

/** Name, scopes, whether a token of some rooms may use it, whether it only reads, arguments (those in brackets may be missing). */
const TOOLS = `
  whoami       | people:read              | rooms | reads  |
  list_rooms   | rooms:read               | rooms | reads  | [limit] [cursor]
  read_room    | messages:read            | rooms | reads  | roomId [around] [before] [after] [limit] [cursor]
  read_thread  | messages:read            | rooms | reads  | messageId [before] [after] [limit] [cursor]
  search       | search                   | rooms | reads  | q [roomId] [userId] [limit] [cursor]
  find_people  | people:read              | all   | reads  | [q] [limit] [cursor]
  unread       | rooms:read messages:read | rooms | reads  | [limit] [cursor]
  list_files   | files:read               | rooms | reads  | roomId [before] [limit] [cursor]
  send_message | messages:write           | rooms | writes | roomId body clientId [threadId]
  react        | reactions:write          | rooms | writes | messageId emoji
  mark_read    | messages:write           | rooms | writes | roomId seq
  join_room    | rooms:write              | rooms | writes | roomId`;

const rowOf = ({ name, access, hints, input }: McpTool): string[] => [
  name,
  access.scopes.join(' '),
  access.heedsRooms ? 'rooms' : 'all',
  hints.readOnlyHint ? 'reads' : 'writes',
  Object.keys(input.properties)
    .map((field) => (input.required?.includes(field) ? field : `[${field}]`))
    .join(' '),
];

describe('the tools', () => {
  const { all } = toolsWith();

  test('are these, in this order', () => {
    const written = TOOLS.trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(all.map(rowOf)).toEqual(written);
  });

  test('destroy nothing, and reach nothing beyond the server', () => {
    for (const { hints } of all) expect(hints).toMatchObject({ destructiveHint: false, openWorldHint: false });
  });

  test.each(all.map((each) => [each.name, each] as const))('%s takes what it says it takes', async (name, tool) => {
    const call = (given: Record<string, unknown>) => toolsWith().call(callerWith(TOKEN_SCOPES), name, given);
    await expect(call({ nothing: 1 })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('nothing'),
    });
    const required = tool.input.required ?? [];
    if (!required.length) return;
    // Nothing of a service is called before the arguments are right, and each missing one is named.
    await expect(call({})).rejects.toMatchObject({ code: -32602 });
    const refusal = (await call({}).catch((error: unknown) => error)) as { data: { fields: object } };
    expect(Object.keys(refusal.data.fields).sort()).toEqual([...required].sort());
    const optional = Object.keys(tool.input.properties).filter((field) => !required.includes(field));
    const wrong = Object.fromEntries([...required, ...optional].map((field) => [field, {}]));
    const all = (await call(wrong).catch((error: unknown) => error)) as { data: { fields: object } };
    expect(Object.keys(all.data.fields).sort()).toEqual([...required, ...optional].sort());
  });

  test.each(all.map(({ name, output }) => [name, output] as const))(
    '%s answers fields, each with a type',
    (_, output) => {
      const walk = (schema: JsonSchema): void => {
        expect([schema.type].flat().length).toBeGreaterThan(0);
        for (const property of Object.values(schema.properties ?? {})) walk(property);
        if (schema.items) walk(schema.items);
      };
      walk(output);
      expect(output.additionalProperties).toBe(false);
    },
  );
});

describe('of a token', () => {
  const namesFor = (caller: Caller) =>
    toolsWith()
      .listFor(caller)
      .map(({ name }) => name);

  test('those are listed that it opens', () => {
    expect(namesFor(callerWith(['mcp']))).toEqual([]);
    expect(namesFor(callerWith(['mcp', 'messages:read']))).toEqual(['read_room', 'read_thread']);
    expect(namesFor(callerWith(['mcp', 'messages:read', 'rooms:read']))).toEqual([
      'list_rooms',
      'read_room',
      'read_thread',
      'unread',
    ]);
    expect(namesFor(callerWith(TOKEN_SCOPES))).toHaveLength(12);
  });

  test('that is limited to rooms, people are not found', () => {
    expect(namesFor(callerWith(TOKEN_SCOPES, ['a']))).not.toContain('find_people');
    expect(namesFor(callerWith(TOKEN_SCOPES, ['a']))).toHaveLength(11);
  });

  test('without the scope a call is refused, with what it needs', async () => {
    const { isError, content } = await toolsWith().call(callerWith(['mcp']), 'search', { q: 'x' });
    expect({ isError, content }).toEqual({
      isError: true,
      content: [{ type: 'text', text: expect.stringMatching(/^insufficient_scope: .* search\.$/) }],
    });
  });
});

describe('a call', () => {
  beforeAll(() => void Logger.overrideLogger(false));

  test('of a tool that is not there names it', async () => {
    await expect(toolsWith().call(callerWith(TOKEN_SCOPES), 'delete_all', {})).rejects.toMatchObject({
      code: -32602,
      message: 'There is no tool "delete_all"',
    });
  });

  test('that fails tells nothing of how', async () => {
    const users = { ownProfile: () => Promise.reject(new Error('relation "users" does not exist')) };
    const answer = await toolsWith(users as unknown as UsersService).call(callerWith(TOKEN_SCOPES), 'whoami', {});
    expect(answer).toMatchObject({ isError: true });
    expect(JSON.stringify(answer)).toContain('internal_error');
    expect(JSON.stringify(answer)).not.toContain('relation');
  });

  test('that can wait is refused while the server is behind', async () => {
    const busy = {
      rejectIfOverloaded: () => {
        throw new Problem('unavailable', 'The server has too much to do', undefined, 5);
      },
    } as unknown as LoadShedding;
    const answer = await toolsWith(none, busy).call(callerWith(TOKEN_SCOPES), 'search', { q: 'x' });
    expect(answer.content).toEqual([
      { type: 'text', text: 'unavailable: The server has too much to do. Try again in 5 s.' },
    ]);
  });
});

describe('a page', () => {
  const load = (bytes: number) => (limit: number) =>
    Promise.resolve({ text: '', data: { rows: Array.from({ length: limit }, () => 'x'.repeat(bytes)) } });
  const rowsOf = async (limit: number, bytes: number) =>
    ((await fitting(limit, load(bytes))).data as { rows: string[] }).rows.length;

  test('is as long as asked where it fits, and shorter where it does not', async () => {
    expect(await rowsOf(50, 1_000)).toBe(50);
    const fewer = await rowsOf(50, 10_000);
    expect(fewer).toBeGreaterThanOrEqual(4);
    expect(fewer).toBeLessThanOrEqual(6);
  });

  test('holds one row at least', async () => expect(await rowsOf(50, 100_000)).toBe(1));

  test('says its length in our words alone', () => {
    expect(counted(1, 'room', 'rooms', false)).toBe('1 room');
    expect(counted(3, 'room', 'rooms', true)).toBe('3 rooms, and more');
  });
});

describe('a text', () => {
  test('of four thousand characters is whole, whatever they are', () => {
    const text = '🪙'.repeat(4_000);
    expect(cutBody(text)).toBe(text);
  });

  test('that is longer is cut between characters', () => {
    const cut = cutBody('🪙'.repeat(16_000));
    expect(Buffer.byteLength(JSON.stringify(cut))).toBeLessThanOrEqual(18_010);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.length).toBeGreaterThan(6_000);
  });
});
