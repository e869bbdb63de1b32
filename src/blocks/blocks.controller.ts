import { Controller, Delete, Get, HttpCode, HttpStatus, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { Block, BlockList } from './blocks.dto.ts';
import { BlocksService } from './blocks.service.ts';

/** People whom the caller has blocked. They are never told. */
@ApiTags('blocks')
@ApiBearerAuth()
@Controller('users/me/blocks')
export class BlocksController {
  constructor(private readonly blocks: BlocksService) {}

  /** The people whom the caller has blocked, the latest first. */
  @Get()
  async list(@CurrentCaller() caller: Caller): Promise<BlockList> {
    return { items: await this.blocks.list(caller) };
  }

  /**
   * Blocks a person: neither writes to the other directly (403 `blocked`), what they write does not notify the caller and is
   * no mention of them, and neither is told when the other types, is online or has read something. A repeat changes nothing.
   */
  @Put(':userId')
  @ApiId('userId')
  @Problems('user_not_found', 'too_many_blocks')
  block(@CurrentCaller() caller: Caller, @Id('userId') userId: string): Promise<Block> {
    return this.blocks.block(caller, userId);
  }

  /** A repeat changes nothing. */
  @Delete(':userId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('userId')
  unblock(@CurrentCaller() caller: Caller, @Id('userId') userId: string): Promise<void> {
    return this.blocks.unblock(caller, userId);
  }
}
