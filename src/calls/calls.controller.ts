import { Controller, HttpCode, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Call } from './calls.dto.ts';
import { CallsService } from './calls.service.ts';

/** Calls by sound and picture, which are held on a server for meetings. */
@ApiTags('calls')
@ApiBearerAuth()
@Controller('rooms/:id/calls')
export class CallsController {
  constructor(private readonly calls: CallsService) {}

  /**
   * Starts a call: 201, and the members are told, in a direct room by ringing. 200 while a call of the room is open: the
   * caller may enter that one, and a direct room rings again, once a minute at most.
   */
  @Post()
  @ApiId('id')
  @ApiCreatedResponse({ type: Call })
  @ApiOkResponse({ type: Call, description: 'The call that is open' })
  @Problems('not_available', 'room_not_found', 'muted', 'posting_restricted', 'room_archived', 'peer_gone')
  async start(
    @CurrentCaller() caller: Caller,
    @Id('id') roomId: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Call> {
    const { call, isNew } = await this.calls.start(caller, roomId);
    response.status(isNew ? HttpStatus.CREATED : HttpStatus.OK);
    return call;
  }

  /** Lets the caller in to the call that is open. Tells nobody, and does not ring. */
  @Post('join')
  @HttpCode(HttpStatus.OK)
  @ApiId('id')
  @Problems('not_available', 'room_not_found', 'call_ended', 'muted', 'room_archived', 'peer_gone')
  join(@CurrentCaller() caller: Caller, @Id('id') roomId: string): Promise<Call> {
    return this.calls.join(caller, roomId);
  }
}
