import { Controller, Delete, Get, HttpCode, HttpStatus } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { TokenPage } from '../auth/tokens/tokens.dto.ts';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ApiId, Id } from '../common/validation/validation.ts';
import { PeopleTokensService } from './people-tokens.service.ts';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/users/:id/tokens')
export class PeopleTokensController {
  constructor(private readonly tokens: PeopleTokensService) {}

  /** The live tokens of a person, newest first, without their secrets. For administrators. */
  @Get()
  @ApiId('id')
  @Problems('forbidden', 'user_not_found')
  async list(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<TokenPage> {
    return { items: await this.tokens.list(caller, id), next: null };
  }

  /** Ends a token of a person, who gets a mail when it is not the caller. For administrators. */
  @Delete(':tokenId')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id', 'tokenId')
  @Problems('forbidden', 'user_not_found', 'not_found')
  revoke(@CurrentCaller() caller: Caller, @Id('id') id: string, @Id('tokenId') tokenId: string): Promise<void> {
    return this.tokens.revoke(caller, id, tokenId);
  }
}
