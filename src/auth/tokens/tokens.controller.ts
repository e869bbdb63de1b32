import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { PersonalTokensService } from './personal-tokens.service.ts';
import { TokenRevocationService } from './token-revocation.service.ts';
import { MadeToken, MakeToken, TokenPage } from './tokens.dto.ts';

/** The personal tokens of the caller, by which programs act as them. No token opens these routes. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller('auth/tokens')
export class TokensController {
  constructor(
    private readonly tokens: PersonalTokensService,
    private readonly revocation: TokenRevocationService,
  ) {}

  /** The live tokens of the caller, newest first. */
  @Get()
  @ApiOperation({ operationId: 'authTokens' })
  @Problems('forbidden', 'not_available')
  async list(@CurrentCaller() caller: Caller): Promise<TokenPage> {
    return { items: await this.tokens.list(caller), next: null };
  }

  /**
   * Makes a token, at most twenty at a time. Its secret is told here only. Needs a fresh sign-in or `POST /auth/confirm`, by
   * the second factor for people who have one.
   */
  @Post()
  @ApiOperation({ operationId: 'authMakeToken' })
  @Problems('confirmation_required', 'forbidden', 'not_available')
  make(@CurrentCaller() caller: Caller, @Body() input: MakeToken): Promise<MadeToken> {
    return this.tokens.make(caller, input);
  }

  /** Ends a token: its requests are refused and its sockets closed, at once. */
  @Delete(':id')
  @ApiOperation({ operationId: 'authRevokeToken' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('not_found')
  revoke(@CurrentCaller() { userId }: Caller, @Id('id') id: string): Promise<void> {
    return this.revocation.revoke(userId, userId, id);
  }
}
