import { Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../common/caller.ts';
import { Problems } from '../common/problems.decorator.ts';
import { ProviderStatus, SignInStatus } from './sign-in.dto.ts';
import { SignInStatusService } from './sign-in-status.service.ts';

@ApiTags('admin')
@ApiBearerAuth()
@Controller('admin/sign-in')
export class SignInStatusController {
  constructor(private readonly status: SignInStatusService) {}

  /** How signing in goes: each provider is asked, for five seconds at most. For administrators. */
  @Get()
  @ApiOperation({ operationId: 'adminSignIn' })
  @Problems('forbidden')
  show(@CurrentCaller() caller: Caller): Promise<SignInStatus> {
    return this.status.show(caller);
  }

  /** Asks one provider now. For administrators. */
  @Post(':provider/test')
  @ApiOperation({ operationId: 'adminTestProvider' })
  @ApiParam({ name: 'provider', description: 'The id of a provider' })
  @HttpCode(HttpStatus.OK)
  @Problems('forbidden', 'not_found')
  test(@CurrentCaller() caller: Caller, @Param('provider') provider: string): Promise<ProviderStatus> {
    return this.status.test(caller, provider);
  }
}
