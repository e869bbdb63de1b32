import { Body, Controller, Delete, HttpCode, HttpStatus, Patch, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { ApiId, Id } from '../../common/validation/validation.ts';
import { OwnPasskeysService } from './own-passkeys.service.ts';
import {
  AddPasskey,
  Passkey,
  PasskeyAdded,
  PasskeyCreationOptions,
  PasskeyRequestOptions,
  RenamePasskey,
} from './passkey.dto.ts';
import { PasskeyCheck } from './passkey-check.ts';
import { passkeyView } from './passkey.view.ts';
import { PasskeysRepository } from './passkeys.repository.ts';

/** The passkeys of the caller; `GET /auth/factors` lists them. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller('auth')
export class PasskeysController {
  constructor(
    private readonly own: OwnPasskeysService,
    private readonly passkeys: PasskeysRepository,
    private readonly check: PasskeyCheck,
  ) {}

  /** What the browser needs to make a passkey, within ten minutes. */
  @Post('passkeys/options')
  @ApiOperation({ operationId: 'authBeginPasskey' })
  @HttpCode(HttpStatus.OK)
  @Problems('confirmation_required', 'forbidden')
  begin(@CurrentCaller() caller: Caller): Promise<PasskeyCreationOptions> {
    return this.own.begin(caller);
  }

  /** Adds the passkey that the browser made. With a first second factor come ten recovery codes. */
  @Post('passkeys')
  @ApiOperation({ operationId: 'authAddPasskey' })
  @Problems('confirmation_required', 'forbidden', 'invalid_second_factor')
  add(@CurrentCaller() caller: Caller, @Body() input: AddPasskey): Promise<PasskeyAdded> {
    return this.own.add(caller, input);
  }

  /** Names a passkey. */
  @Patch('passkeys/:id')
  @ApiOperation({ operationId: 'authRenamePasskey' })
  @ApiId('id')
  @Problems('not_found')
  async rename(
    @CurrentCaller() { userId }: Caller,
    @Id('id') id: string,
    @Body() { name }: RenamePasskey,
  ): Promise<Passkey> {
    const renamed = await this.passkeys.rename(userId, id, name);
    if (!renamed) throw new Problem('not_found');
    return passkeyView(renamed);
  }

  /** Removes a passkey, and with a last second factor the recovery codes; not the last where the server requires one. */
  @Delete('passkeys/:id')
  @ApiOperation({ operationId: 'authRemovePasskey' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiId('id')
  @Problems('confirmation_required', 'forbidden', 'last_way_in', 'not_found')
  remove(@CurrentCaller() caller: Caller, @Id('id') id: string): Promise<void> {
    return this.own.remove(caller, id);
  }

  /** Asks for a passkey of the caller, for `POST /auth/confirm`. */
  @Post('confirm/options')
  @ApiOperation({ operationId: 'authConfirmOptions' })
  @HttpCode(HttpStatus.OK)
  confirmOptions(@CurrentCaller() { userId }: Caller): Promise<PasskeyRequestOptions> {
    return this.check.askOwn(userId);
  }
}
