import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsIn, IsInt, IsUUID, Max, Min } from 'class-validator';
import { Text } from '../../common/validation/text.ts';
import { OptionalNotNull } from '../../common/validation/validation.ts';
import {
  MAX_TOKEN_DAYS,
  MAX_TOKEN_NAME,
  MAX_TOKEN_ROOMS,
  TOKEN_SCOPES,
  type TokenScope,
} from '../../shared/token-scopes.ts';

export class MakeToken {
  /** @example 'Backup at night' */
  @Text(1, MAX_TOKEN_NAME, { name: true })
  name: string;

  /** @example ['messages:read'] */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(TOKEN_SCOPES.length)
  @ArrayUnique()
  @IsIn(TOKEN_SCOPES, { each: true })
  scopes: TokenScope[];

  /** Rooms of the caller that the token is limited to; all of them unless given. */
  @OptionalNotNull()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MAX_TOKEN_ROOMS)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  roomIds?: string[];

  /** Days until it ends; 90 unless given. */
  @OptionalNotNull()
  @IsInt()
  @Min(1)
  @Max(MAX_TOKEN_DAYS)
  days?: number;
}

/** A personal token, without its secret. */
export class Token {
  id: string;
  name: string;
  scopes: TokenScope[];
  /** Null: all rooms of the person. */
  roomIds: string[] | null;
  createdAt: string;
  expiresAt: string;
  /** To the hour; null before its first use. */
  lastUsedAt: string | null;
  /** The address of the last use. */
  ip: string | null;
}

export class TokenPage {
  items: Token[];
  next: string | null;
}

export class MadeToken {
  token: Token;
  /**
   * For `Authorization: Bearer`, and for `auth.token` of the socket. Told here only.
   * @example 'parley_pat_…'
   */
  secret: string;
}
