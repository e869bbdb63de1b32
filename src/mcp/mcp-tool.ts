import type { Caller } from '../common/caller.ts';
import type { TokenAccess } from '../common/token-access.ts';
import { limits } from '../shared/limits.ts';
import type { TokenScope } from '../shared/token-scopes.ts';
import type { ObjectSchema } from './json-schema.view.ts';

/** What a tool answers: `data` by the schema of its output, and a line that holds no words of anybody. */
export interface ToolAnswer {
  text: string;
  data: object;
}

/** What a tool does, as clients are told before they call it. */
export interface ToolHints {
  title: string;
  readOnlyHint: boolean;
  /** Whether something may be lost by it. */
  destructiveHint: boolean;
  /** Whether a repeat changes nothing more. */
  idempotentHint: boolean;
  /** Whether it reaches beyond this server. */
  openWorldHint: boolean;
}

/** A tool: a call of the service that a route of the API calls, and open to the same tokens as that route. */
export interface McpTool<Arguments extends object = object> {
  name: string;
  description: string;
  hints: ToolHints;
  access: TokenAccess;
  /** Refused first while the server is behind with its work, as that route is. */
  deferrable?: boolean;
  /** What the arguments are checked by; a tool without them takes none. */
  arguments?: new () => Arguments;
  input: ObjectSchema;
  output: ObjectSchema;
  run(caller: Caller, given: Arguments): Promise<ToolAnswer>;
}

/** A tool among others, after the check of whose arguments `run` is called with them. */
export const tool = <Arguments extends object>(definition: McpTool<Arguments>): McpTool => definition;

export const within = (...scopes: TokenScope[]): TokenAccess => ({ scopes, heedsRooms: true });
export const everywhere = (...scopes: TokenScope[]): TokenAccess => ({ scopes, heedsRooms: false });

export const reading = (title: string): ToolHints => ({
  title,
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
});

/** Nothing that a tool writes takes the place of anything, and each repeat is one. */
export const writing = (title: string): ToolHints => ({ ...reading(title), readOnlyHint: false });

/** Bytes of `data`; the rest of an answer is small. */
const MAX_DATA_BYTES = limits.mcpAnswer - 4_000;

const bytesOf = ({ data }: ToolAnswer): number => Buffer.byteLength(JSON.stringify(data));

/**
 * A page that fits into an answer: it is asked for again with a lower limit while it does not, so that its cursor is right.
 * @param limit rows
 */
export async function fitting(limit: number, load: (limit: number) => Promise<ToolAnswer>): Promise<ToolAnswer> {
  const answer = await load(limit);
  const size = bytesOf(answer);
  if (size <= MAX_DATA_BYTES || limit === 1) return answer;
  return fitting(Math.max(1, Math.min(limit - 1, Math.floor((limit * MAX_DATA_BYTES) / size))), load);
}

/** `3 messages`, `1 message, and more`. */
export const counted = (count: number, one: string, several: string, hasMore: boolean): string =>
  `${count} ${count === 1 ? one : several}${hasMore ? ', and more' : ''}`;
