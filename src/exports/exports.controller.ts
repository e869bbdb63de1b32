import { Controller, Get, HttpCode, HttpStatus, Post, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ExportState } from './exports.dto.ts';
import { ExportsService } from './exports.service.ts';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users/me/export')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  /** Requests an export of all data about the caller. A mail announces when it is ready. */
  @Post()
  @Deferrable()
  @HttpCode(HttpStatus.ACCEPTED)
  request(@CurrentCaller() caller: Caller): Promise<ExportState> {
    return this.exports.request(caller);
  }

  /** The state of the caller's export. */
  @Get()
  show(@CurrentCaller() caller: Caller): Promise<ExportState> {
    return this.exports.show(caller);
  }

  /** The caller's data as a JSON document: account, sessions, tokens, rooms, followed threads and all messages. */
  @Get('content')
  @Deferrable()
  @ApiProduces('application/json')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @Problems('export_not_ready')
  async content(@CurrentCaller() caller: Caller): Promise<StreamableFile> {
    return new StreamableFile(await this.exports.open(caller), {
      type: 'application/json',
      disposition: 'attachment; filename="parley-data.json"',
    });
  }
}
