import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller } from '../../common/caller.ts';
import { Problems } from '../../common/problems.decorator.ts';
import { FactorChangeAccess } from './factor-change-access.ts';
import { RecoveryCodesService } from './recovery-codes.service.ts';
import { ConfirmationService } from './confirmation.service.ts';
import { OwnFactorsService } from './own-factors.service.ts';
import { ConfirmIdentity, ConfirmTotp, Factors, RecoveryCodes, TotpConfirmed, TotpSetup } from './second-factor.dto.ts';
import { FactorsReader } from './factors-reader.ts';

/** The second factors of the caller. Changes need a fresh sign-in, or `POST /auth/confirm`, within ten minutes. */
@ApiTags('auth')
@ApiBearerAuth()
@Controller('auth')
export class FactorsController {
  constructor(
    private readonly factors: OwnFactorsService,
    private readonly access: FactorChangeAccess,
    private readonly recovery: RecoveryCodesService,
    private readonly confirmation: ConfirmationService,
    private readonly reader: FactorsReader,
  ) {}

  /** The second factors of the caller, without their secrets. */
  @Get('factors')
  @ApiOperation({ operationId: 'authFactors' })
  list(@CurrentCaller() { userId }: Caller): Promise<Factors> {
    return this.reader.of(userId);
  }

  /** A new secret for an authenticator app. A former one counts until the new one is confirmed. */
  @Post('totp')
  @ApiOperation({ operationId: 'authBeginTotp' })
  @Problems('confirmation_required', 'forbidden')
  begin(@CurrentCaller() caller: Caller): Promise<TotpSetup> {
    return this.factors.beginTotp(caller);
  }

  /** Turns the authenticator app on. With a first second factor come ten recovery codes. */
  @Post('totp/confirm')
  @ApiOperation({ operationId: 'authConfirmTotp' })
  @HttpCode(HttpStatus.OK)
  @Problems('invalid_code', 'confirmation_required', 'forbidden')
  confirmTotp(@CurrentCaller() caller: Caller, @Body() { code }: ConfirmTotp): Promise<TotpConfirmed> {
    return this.factors.confirmTotp(caller, code);
  }

  /** Turns the authenticator app off, and as the last factor the recovery codes; not the last where the server requires one. */
  @Delete('totp')
  @ApiOperation({ operationId: 'authRemoveTotp' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('confirmation_required', 'forbidden', 'last_way_in', 'not_found')
  remove(@CurrentCaller() caller: Caller): Promise<void> {
    return this.factors.removeTotp(caller);
  }

  /** New recovery codes; the former ones work no more. */
  @Post('recovery-codes')
  @ApiOperation({ operationId: 'authRecoveryCodes' })
  @Problems('confirmation_required', 'forbidden', 'not_found')
  async renewRecoveryCodes(@CurrentCaller() caller: Caller): Promise<RecoveryCodes> {
    await this.access.assertMayChange(caller);
    return { recoveryCodes: await this.recovery.renew(caller.userId) };
  }

  /** Proves that it is still the caller: acts that need it are let through for ten minutes. */
  @Post('confirm')
  @ApiOperation({ operationId: 'authConfirm' })
  @HttpCode(HttpStatus.NO_CONTENT)
  @Problems('invalid_credentials', 'invalid_second_factor')
  confirm(@CurrentCaller() caller: Caller, @Body() input: ConfirmIdentity): Promise<void> {
    return this.confirmation.confirm(caller, input);
  }
}
