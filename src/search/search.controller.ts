import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Deferrable } from '../common/limits/overload.guard.ts';
import { Problems } from '../common/problems.decorator.ts';
import { HEEDS_ROOMS, Scope } from '../common/token-access.ts';
import { MessageSigner } from '../uploads/attachments/message-signer.ts';
import { FoundPage, SearchMessages } from './search.dto.ts';
import { SearchService } from './search.service.ts';

@ApiTags('search')
@ApiBearerAuth()
@Controller('search')
export class SearchController {
  constructor(
    private readonly search: SearchService,
    private readonly signer: MessageSigner,
  ) {}

  /** Finds messages in the rooms the caller is in, newest first. */
  @Get('messages')
  @Scope('search', HEEDS_ROOMS)
  @Deferrable()
  @Problems('room_not_found')
  async messages(@CurrentCaller() caller: Caller, @Query() query: SearchMessages): Promise<FoundPage> {
    const page = await this.search.find(caller, query);
    const items = page.items.map((found) => ({ ...found, message: this.signer.sign(caller, found.message) }));
    return { ...page, items };
  }
}
