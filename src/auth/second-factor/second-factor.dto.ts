import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { Login } from '../auth.dto.ts';

const SIX_DIGITS = /^[0-9]{6}$/;
const MUST_BE_DIGITS = { message: 'totp must be six digits' };

/** The second step of a sign-in: the ticket of the first, and either a code of the app or a recovery code. */
export class GiveSecondFactor {
  /** From `secondFactor.ticket` of the refusal `second_factor_required`. */
  @IsString()
  @MaxLength(100)
  ticket: string;

  /** The six digits that the authenticator app shows. */
  @ApiProperty({ example: '042917' })
  @OptionalNotNull()
  @Matches(SIX_DIGITS, MUST_BE_DIGITS)
  totp?: string;

  /**
   * Works once. In any case, with or without hyphens.
   * @example 'R4PT-0K7N-WZ2C-93FM-XA5D-1H6G'
   */
  @OptionalNotNull()
  @IsString()
  @MaxLength(100)
  recoveryCode?: string;
}

/** The ticket of a sign-in for which a second factor must be set up. */
export class BeginSecondFactor {
  /** From `secondFactor.ticket` of the refusal `second_factor_setup_required`. */
  @IsString()
  @MaxLength(100)
  ticket: string;

  /** What is set up. */
  @IsIn(['totp'])
  method: 'totp';
}

/** Completes a sign-in with the first code of the authenticator app. */
export class SetUpSecondFactor {
  /** From `secondFactor.ticket` of the refusal `second_factor_setup_required`. */
  @IsString()
  @MaxLength(100)
  ticket: string;

  /** The six digits that the app shows for the new secret. */
  @ApiProperty({ example: '042917' })
  @Matches(SIX_DIGITS, MUST_BE_DIGITS)
  totp: string;
}

/** A fresh proof of the caller for acts on the account: one of both. */
export class ConfirmIdentity {
  /** The caller's password. */
  @OptionalNotNull()
  @IsString()
  @MaxLength(limits.passwordMax * 4)
  password?: string;

  /** The six digits that the authenticator app shows. */
  @ApiProperty({ example: '042917' })
  @OptionalNotNull()
  @Matches(SIX_DIGITS, MUST_BE_DIGITS)
  totp?: string;
}

export class ConfirmTotp {
  /** The six digits that the app shows for the new secret. */
  @ApiProperty({ example: '042917' })
  @Matches(SIX_DIGITS, { message: 'code must be six digits' })
  code: string;
}

/** A secret for an authenticator app, told here only. It counts once a code of it came back, within ten minutes. */
export class TotpSetup {
  /**
   * In Base32, for typing.
   * @example 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
   */
  secret: string;
  /** For a QR code: `otpauth://totp/…`. */
  uri: string;
}

/** Ten codes that stand in for the authenticator, once each; told here only. The former ones work no more. */
export class RecoveryCodes {
  /** @example ['R4PT-0K7N-WZ2C-93FM-XA5D-1H6G'] */
  recoveryCodes: string[];
}

export class TotpConfirmed {
  /** Null where another authenticator was replaced: the recovery codes stay. */
  recoveryCodes: string[] | null;
}

export class TotpFactor {
  /** When it was set up. */
  since: string;
}

/** A sign-in on which a second factor was set up. */
export class LoginWithRecoveryCodes extends Login {
  /**
   * Ten codes that stand in for the authenticator, once each; told here only.
   * @example ['R4PT-0K7N-WZ2C-93FM-XA5D-1H6G']
   */
  recoveryCodes: string[];
}

/** The second factors of the caller. */
export class Factors {
  /** Null without an authenticator app. */
  totp: TotpFactor | null;
  recoveryCodesLeft: number;
  /** Whether the server requires a second factor of the caller, who can replace it but not turn it off. */
  required: boolean;
  /** False where the operator has switched second factors off: none can be set up. */
  offered: boolean;
}
