import { Controller, Get, HttpCode, HttpStatus, Post, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ExportState } from './exports.dto.ts';
import { ExportsService } from './exports.service.ts';

@ApiTags('users')
@ApiBearerAuth()
@Controller('users/me/export')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  /** Asks for everything that is known of the caller. A mail tells when it is ready. */
  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  request(@CurrentCaller() caller: Caller): Promise<ExportState> {
    return this.exports.request(caller);
  }

  /** How far the caller's export is. */
  @Get()
  show(@CurrentCaller() caller: Caller): Promise<ExportState> {
    return this.exports.show(caller);
  }

  /** The caller's data as one JSON document: account, sessions, rooms, the threads they follow, and everything they have said. */
  @Get('content')
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
