import { Controller, Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { SignAddresses } from '../uploads/sign-addresses.ts';
import { FoundPage, SearchMessages } from './search.dto.ts';
import { SearchService } from './search.service.ts';

@ApiTags('search')
@ApiBearerAuth()
@Controller('search')
@UseInterceptors(SignAddresses)
export class SearchController {
  constructor(private readonly search: SearchService) {}

  /** Finds messages in the rooms the caller is in, newest first. */
  @Get('messages')
  @Problems('room_not_found')
  messages(@CurrentCaller() caller: Caller, @Query() query: SearchMessages): Promise<FoundPage> {
    return this.search.find(caller, query);
  }
}
