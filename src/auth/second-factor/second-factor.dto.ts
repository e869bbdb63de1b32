import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsObject, IsString, Matches, MaxLength } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import { limits } from '../../shared/limits.ts';
import { Login } from '../auth.dto.ts';
import { MAX_PASSKEY_NAME, Passkey, type WebAuthnJson } from '../passkeys/passkey.dto.ts';

const SIX_DIGITS = /^[0-9]{6}$/;
const MUST_BE_DIGITS = { message: 'totp must be six digits' };

/** The second step of a sign-in: the ticket of the first, and a code of the app, a recovery code or a passkey. */
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

  /** What `navigator.credentials.get` gave for `POST /auth/passkey/options` with the ticket, by its `toJSON`. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @OptionalNotNull()
  @IsObject()
  passkey?: WebAuthnJson;
}

/** The ticket of a sign-in for which a second factor must be set up. */
export class BeginSecondFactor {
  /** From `secondFactor.ticket` of the refusal `second_factor_setup_required`. */
  @IsString()
  @MaxLength(100)
  ticket: string;

  /** What is set up. */
  @IsIn(['totp', 'passkey'])
  method: 'totp' | 'passkey';
}

/** Completes a sign-in with the first code of the authenticator app, or with a new passkey and its name. */
export class SetUpSecondFactor {
  /** From `secondFactor.ticket` of the refusal `second_factor_setup_required`. */
  @IsString()
  @MaxLength(100)
  ticket: string;

  /** The six digits that the app shows for the new secret. */
  @ApiProperty({ example: '042917' })
  @OptionalNotNull()
  @Matches(SIX_DIGITS, MUST_BE_DIGITS)
  totp?: string;

  /** What `navigator.credentials.create` gave, by its `toJSON`. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @OptionalNotNull()
  @IsObject()
  passkey?: WebAuthnJson;

  /** Of the passkey. */
  @OptionalNotNull()
  @Text(1, MAX_PASSKEY_NAME, { name: true })
  name?: string;
}

/** A fresh proof of the caller for acts on the account: one of them. */
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

  /** What `navigator.credentials.get` gave for `POST /auth/confirm/options`, by its `toJSON`. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  @OptionalNotNull()
  @IsObject()
  passkey?: WebAuthnJson;
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
  /** Null where there was a second factor before: the recovery codes stay. */
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
  /** Oldest first. */
  passkeys: Passkey[];
  /** Whether the caller has a password; people who came through a provider have none. */
  password: boolean;
  /** Whether the server requires a second factor of the caller, who can replace it but not turn it off. */
  required: boolean;
  /** False where the operator has switched second factors off: none can be set up. */
  offered: boolean;
}
