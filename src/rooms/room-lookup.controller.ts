import { Controller, Get, Param, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Public } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { Scope } from '../common/token-access.ts';
import { RoomLookupService } from './room-lookup.service.ts';
import { RoomPreview } from './rooms.dto.ts';

@ApiTags('rooms')
@Public()
@Controller('rooms/lookup')
export class RoomLookupController {
  constructor(private readonly lookup: RoomLookupService) {}

  /** What an invitation by code leads to, for anyone with the code. Wrong codes are limited by address. */
  @Get(':code')
  @Scope('rooms:read')
  @Problems('room_not_found')
  find(@Param('code') code: string, @Req() request: Request): Promise<RoomPreview> {
    return this.lookup.find(code, request.ip ?? '');
  }
}
