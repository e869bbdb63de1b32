import { Injectable, Logger } from '@nestjs/common';
import { type CallToolResult, ProtocolError, ProtocolErrorCode, type Tool } from '@modelcontextprotocol/server';
import type { Caller } from '../common/caller.ts';
import { LoadShedding } from '../common/limits/load-shedding.ts';
import { type FieldProblems, Problem } from '../common/problem.ts';
import { asProblem } from '../common/problem.filter.ts';
import { assertTokenMay } from '../common/token-access.ts';
import { validation } from '../common/validation/validation.ts';
import { ListingTools } from './tools/listing-tools.ts';
import { MessageTools } from './tools/message-tools.ts';
import { WritingTools } from './tools/writing-tools.ts';
import type { McpTool } from './mcp-tool.ts';

/** In the order in which they are told. */
const ORDER = [
  ...['whoami', 'list_rooms', 'read_room', 'read_thread', 'search', 'find_people', 'unread', 'list_files'],
  ...['send_message', 'react', 'mark_read', 'join_room'],
];

/** The tools, in their fixed order: told to a caller as far as their token opens them, and called. */
@Injectable()
export class McpTools {
  private readonly logger = new Logger('Mcp');
  private readonly pipe = validation();
  readonly all: readonly McpTool[];

  constructor(
    listing: ListingTools,
    messages: MessageTools,
    writing: WritingTools,
    private readonly load: LoadShedding,
  ) {
    const tools = [...listing.tools(), ...messages.tools(), ...writing.tools()];
    this.all = tools.sort((one, other) => ORDER.indexOf(one.name) - ORDER.indexOf(other.name));
  }

  /** The tools that the caller's token has the scopes for. */
  listFor(caller: Caller): Tool[] {
    return this.all.filter((tool) => isOpen(caller, tool)).map(toolView);
  }

  /**
   * What is refused by the rules of the server is an answer as well, with its code: an assistant can tell its user.
   * @throws ProtocolError for what is wrong with the call itself: an unknown tool, or arguments, each named
   */
  async call(caller: Caller, name: string, given: Record<string, unknown>): Promise<CallToolResult> {
    const tool = this.all.find((each) => each.name === name);
    if (!tool) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no tool ${JSON.stringify(name)}`);
    try {
      assertTokenMay(caller, tool.access);
      if (tool.deferrable) this.load.rejectIfOverloaded('deferrable');
      const { text, data } = await tool.run(caller, await this.checked(tool, given));
      return { content: [{ type: 'text', text }], structuredContent: data };
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'internal_error') this.logger.error(error);
      if (problem.code === 'invalid_input') throw wrongArguments(problem);
      return refusal(problem);
    }
  }

  private async checked({ arguments: type }: McpTool, given: Record<string, unknown>): Promise<object> {
    if (type) return (await this.pipe.transform(given, { type: 'body', metatype: type })) as object;
    const fields = Object.keys(given).map((name): [string, string[]] => [name, [`property ${name} should not exist`]]);
    if (fields.length) throw new Problem('invalid_input', undefined, Object.fromEntries(fields));
    return {};
  }
}

function isOpen(caller: Caller, { access }: McpTool): boolean {
  try {
    assertTokenMay(caller, access);
    return true;
  } catch {
    return false;
  }
}

const toolView = ({ name, description, hints, input, output }: McpTool): Tool => ({
  name,
  title: hints.title,
  description,
  inputSchema: { ...input },
  outputSchema: { ...output },
  annotations: { ...hints },
});

function wrongArguments({ message, fields = {} }: Problem): ProtocolError {
  const reasons = reasonsOf(fields);
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    `Invalid arguments: ${reasons.length ? reasons.join('; ') : message}`,
    { code: 'invalid_input', fields },
  );
}

/** A reason may name its field already. */
const reasonsOf = (fields: FieldProblems): string[] =>
  Object.entries(fields).flatMap(([field, reasons]) =>
    reasons.map((reason) => (reason.includes(field) ? reason : `${field} ${reason}`)),
  );

function refusal({ code, message, retryAfter }: Problem): CallToolResult {
  const wait = retryAfter === undefined ? '' : ` Try again in ${Math.ceil(retryAfter)} s.`;
  return { content: [{ type: 'text', text: `${code}: ${message}.${wait}` }], isError: true };
}
