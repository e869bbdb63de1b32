import { Controller, Delete, Get, HttpCode, HttpStatus } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { IdentitiesReader } from './identities-reader.ts';
import { IdentityPage } from './identity.dto.ts';
import { OwnIdentitiesService } from './own-identities.service.ts';

/** The providers that sign the caller in; `POST /auth/oidc/:provider/start` with the purpose `connect` adds one. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller('auth/identities')
export class IdentitiesController {
  constructor(
    private readonly reader: IdentitiesReader,
    private readonly own: OwnIdentitiesService,
  ) {}

  /** Oldest first. */
  @Get()
  @ApiOperation({ operationId: 'authIdentities' })
  async list(@CurrentCaller() { userId }: Caller): Promise<IdentityPage> {
    return { items: await this.reader.of(userId), next: null };
  }

  /** Disconnects a provider, and ends the other sessions that began there; not the last way into the account. */
  @Delete(':id')
  @ApiOperation({ operationId: 'authDisconnectIdentity' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('confirmation_required', 'forbidden', 'last_way_in', 'not_found')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.own.disconnect(caller, id);
  }
}
