import { ApiProperty } from '@nestjs/swagger';
import { IsBoolean, IsOptional, IsString, Length, Matches, MaxLength } from 'class-validator';
import { limits } from '../shared/limits.ts';
import { Text } from '../common/validation/text.ts';
import { OptionalNotNull } from '../common/validation/validation.ts';
import { Email } from '../common/validation/email-key.ts';
import type { SignInMethod, SignInStrength } from './admission/sign-in-proof.dto.ts';
import { Me } from '../users/users.dto.ts';

export class Register {
  /**
   * Letters, digits, `_`, `.` and `-`. Reserved words are refused. Derived from `displayName` when it is left out; one of
   * both is required.
   * @example 'ada'
   */
  @OptionalNotNull()
  @Matches(/^[A-Za-z0-9_.-]*$/, { message: 'username may hold letters, digits, "_", "." and "-" only' })
  @Matches(/[A-Za-z0-9]/, { message: 'username must hold a letter or a digit' })
  @Text(limits.usernameMin, () => limits.usernameMax)
  username?: string;

  @ApiProperty({ example: 'ada@example.org' })
  @Email()
  email: string;

  @ApiProperty({ example: 'correct horse battery' })
  @Text(limits.passwordMin, limits.passwordMax, { form: 'NFKC' })
  password: string;

  /**
   * Defaults to the user name.
   * @example 'Ada Lovelace'
   */
  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true })
  displayName?: string;

  /**
   * The token of the link, for a person who was invited. By a mailed one the address must be the invited one, and no code is
   * mailed.
   */
  @OptionalNotNull()
  @IsString()
  @MaxLength(100)
  invitation?: string;
}

export class VerifyEmail {
  @ApiProperty({ example: 'ada@example.org' })
  @Email()
  email: string;

  /** The six digits from the mail; valid for ten minutes and five tries. */
  @ApiProperty({ example: '042917' })
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code: string;

  /**
   * Of the registration: needed from another browser than registered when several registrations wait for the address.
   * @example 'correct horse battery'
   */
  @IsOptional()
  @IsString()
  @MaxLength(limits.passwordMax * 4)
  password?: string;
}

export class ResendCode {
  @ApiProperty({ example: 'ada@example.org' })
  @Email()
  email: string;
}

export class Credentials {
  /** User name or e-mail address, without regard to case. */
  @ApiProperty({ example: 'ada' })
  @IsString()
  @Length(1, limits.email)
  login: string;

  @ApiProperty({ example: 'correct horse battery' })
  @IsString()
  @MaxLength(limits.passwordMax * 4)
  password: string;

  /** The six digits of the authenticator app, for programs that sign in by one request; ignored for people without one. */
  @ApiProperty({ example: '042917' })
  @OptionalNotNull()
  @Matches(/^[0-9]{6}$/, { message: 'totp must be six digits' })
  totp?: string;
}

export class LogOut {
  /** Whether to sign out at the provider as well, where the session began at one. */
  @OptionalNotNull()
  @IsBoolean()
  everywhere?: boolean;
}

export class ForgotPassword {
  /** @example 'ada@example.org' */
  @Email()
  email: string;
}

export class ResetPassword {
  /** From the mailed link; valid for thirty minutes, once. */
  @IsString()
  @MaxLength(100)
  token: string;

  /** @example 'correct horse battery staple' */
  @Text(limits.passwordMin, limits.passwordMax, { form: 'NFKC' })
  password: string;
}

export class ChangePassword {
  @IsString()
  @MaxLength(limits.passwordMax * 4)
  currentPassword: string;

  /** @example 'correct horse battery staple' */
  @Text(limits.passwordMin, limits.passwordMax, { form: 'NFKC' })
  newPassword: string;
}

export class ChangeEmail {
  @ApiProperty({ example: 'ada@example.org' })
  @Email()
  email: string;

  /** The caller's. People who have none, because they came through a provider, need a fresh sign-in or `POST /auth/confirm`. */
  @OptionalNotNull()
  @IsString()
  @MaxLength(limits.passwordMax * 4)
  password?: string;
}

export class ConfirmEmail {
  /** The six digits from the mail to the new address; valid for ten minutes and five tries. */
  @ApiProperty({ example: '042917' })
  @Matches(/^\d{6}$/, { message: 'code must be six digits' })
  code: string;
}

export class UndoEmailChange {
  /** From the link that was mailed to the former address; valid for 72 hours, once. */
  @IsString()
  @MaxLength(100)
  token: string;
}

export class DeleteAccount {
  /**
   * Required, except for guests. People who have none, because they came through a provider, need a fresh sign-in or
   * `POST /auth/confirm`.
   */
  @OptionalNotNull()
  @IsString()
  @MaxLength(limits.passwordMax * 4)
  password?: string;
}

export class EnterAsGuest {
  /**
   * Any name; defaults to the user name. One of both is required.
   * @example 'Ada Lovelace'
   */
  @OptionalNotNull()
  @Text(1, limits.displayName, { name: true })
  displayName?: string;

  /**
   * Names are shared with members: letters, digits, `_`, `.` and `-`. Derived from `displayName` when it is left out.
   * @example 'visitor'
   */
  @OptionalNotNull()
  @Matches(/^[A-Za-z0-9_.-]*$/, { message: 'username may hold letters, digits, "_", "." and "-" only' })
  @Matches(/[A-Za-z0-9]/, { message: 'username must hold a letter or a digit' })
  @Text(limits.usernameMin, () => limits.usernameMax)
  username?: string;

  /** The token of the link, for a guest who was invited: they are in its rooms at once. */
  @OptionalNotNull()
  @IsString()
  @MaxLength(100)
  invitation?: string;
}

/** A session of the caller. */
export class Session {
  id: string;
  /** @example 'Firefox on Linux' */
  device: string;
  /** @example '203.0.113.7' */
  ip: string;
  createdAt: string;
  lastUsedAt: string;
  /** Whether it is the session of this request. */
  current: boolean;
  /** How it was begun; `code`: with the account itself. Null for sessions of before this was kept. */
  by: SignInMethod | null;
  /** What has been proved in it. */
  strength: SignInStrength | null;
}

export class SessionPage {
  items: Session[];
  next: string | null;
}

/** A session: the bearer token for REST and the socket; the refresh token travels in a cookie of its own. */
export class Login {
  /** A JWT. */
  accessToken: string;
  /**
   * Seconds until the access token expires.
   * @example 600
   */
  expiresIn: number;
  user: Me;
}

/** The response to a registration, the same for known and unknown addresses. */
export class Accepted {
  detail: string;
}

/** The response to a registration. */
export class Registered extends Accepted {
  /** The session of an account that exists at once, which an invitation makes; null where the address is to be confirmed. */
  login: Login | null;
}

/** The socket's `reauthenticate`: a fresh access token of the same session. */
export class Reauthenticate {
  @IsString()
  @MaxLength(4096)
  token: string;
}

/** When the socket must reauthenticate next. */
export class Reauthenticated {
  expiresAt: string;
}
