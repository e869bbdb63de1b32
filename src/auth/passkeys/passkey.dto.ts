import { ApiProperty } from '@nestjs/swagger';
import { IsObject, IsString, MaxLength } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';

export const MAX_PASSKEY_NAME = 60;

/** An object of the WebAuthn standard, as the browser's functions take and give it in JSON. */
export type WebAuthnJson = Record<string, unknown>;

const ANY_OBJECT = { type: 'object', additionalProperties: true } as const;

export class AskPasskeyOptions {
  /** From `secondFactor.ticket`, for a passkey beside the password. Without it, for a passkey alone. */
  @OptionalNotNull()
  @IsString()
  @MaxLength(100)
  ticket?: string;
}

/** For `PublicKeyCredential.parseRequestOptionsFromJSON`. */
export class PasskeyRequestOptions {
  @ApiProperty(ANY_OBJECT)
  options: WebAuthnJson;
}

/** For `PublicKeyCredential.parseCreationOptionsFromJSON`. */
export class PasskeyCreationOptions {
  @ApiProperty(ANY_OBJECT)
  options: WebAuthnJson;
}

export class SignInWithPasskey {
  /** What `navigator.credentials.get` gave, by its `toJSON`. */
  @ApiProperty(ANY_OBJECT)
  @IsObject()
  passkey: WebAuthnJson;
}

export class AddPasskey {
  /** @example 'Phone' */
  @Text(1, MAX_PASSKEY_NAME, { name: true })
  name: string;

  /** What `navigator.credentials.create` gave, by its `toJSON`. */
  @ApiProperty(ANY_OBJECT)
  @IsObject()
  passkey: WebAuthnJson;
}

export class RenamePasskey {
  /** @example 'Phone' */
  @Text(1, MAX_PASSKEY_NAME, { name: true })
  name: string;
}

export class Passkey {
  id: string;
  name: string;
  createdAt: string;
  /** Null before it was used to sign in. */
  lastUsedAt: string | null;
  /** Whether it is kept in an account of the person and may be on several devices. */
  synced: boolean;
  /** Whether it works beside a password only. */
  secondFactorOnly: boolean;
}

export class PasskeyAdded {
  passkey: Passkey;
  /** Ten codes that stand in for a lost passkey, told here only; null where there was a second factor before. */
  recoveryCodes: string[] | null;
}
