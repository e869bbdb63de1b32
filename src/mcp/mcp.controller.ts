import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { TokenUseRecord } from '../auth/tokens/token-use-record.ts';
import { type Caller, CurrentCaller, requestKeyOf } from '../common/caller.ts';
import { RateLimits } from '../common/limits/rate-limits.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { assertWithinBounds } from '../common/validation/bounded-input.ts';
import { McpProtocol } from './mcp-protocol.ts';
import { MCP_PATH } from './serve-mcp.ts';

/** The Model Context Protocol: one address, whose own documents are what it answers to `tools/list`. */
@ApiExcludeController()
@Controller(MCP_PATH)
export class McpController {
  constructor(
    private readonly protocol: McpProtocol,
    private readonly limits: RateLimits,
    private readonly uses: TokenUseRecord,
  ) {}

  /** Answers one message of an assistant, by JSON alone. Each tool has scopes of its own beside this. */
  @Post()
  @Scope('mcp', HEEDS_ROOMS)
  async answer(@CurrentCaller() caller: Caller, @Req() request: Request, @Res() response: Response): Promise<void> {
    await this.limits.take('mcp', requestKeyOf(caller));
    assertWithinBounds(request.body as unknown);
    await this.uses.noteMcp(caller);
    const { status, body } = await this.protocol.answer(caller, request.headers, request.body as unknown);
    response.status(status);
    if (body === undefined) response.end();
    else response.type('application/json').send(body);
  }
}
