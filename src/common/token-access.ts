import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { TokenScope } from '../shared/token-scopes.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';

/** How a route, command or event is open to personal tokens. */
export interface TokenAccess {
  /** All of them are needed; none: every token may. */
  scopes: readonly TokenScope[];
  /** Whether it keeps to the rooms of a token that is limited to some; all others are closed to such a token. */
  heedsRooms: boolean;
}

export const TOKEN_ACCESS = 'parley:token-access';
export const SCOPES_EXTENSION = 'x-token-scopes';

/** For a route whose answer, for a token that is limited to rooms, is about those rooms or about none. */
export const HEEDS_ROOMS = 'heeds-rooms';

/** Opens a route to personal tokens with these scopes. A route without it is closed to them. */
export function Scope(...given: (TokenScope | typeof HEEDS_ROOMS)[]): MethodDecorator {
  const scopes = given.filter((each) => each !== HEEDS_ROOMS);
  const access: TokenAccess = { scopes, heedsRooms: given.includes(HEEDS_ROOMS) };
  return applyDecorators(SetMetadata(TOKEN_ACCESS, access), ApiExtension(SCOPES_EXTENSION, scopes));
}

/** Opens a route to every personal token: what it answers is open to the world. */
export const AnyToken = (): MethodDecorator => Scope(HEEDS_ROOMS);

/** @throws Problem `session_required` for what is closed to tokens, `insufficient_scope` */
export function assertTokenMay({ token }: Pick<Caller, 'token'>, access: TokenAccess | undefined | null): void {
  if (!token) return;
  if (!access) throw new Problem('session_required');
  const { scopes, heedsRooms } = access;
  if (scopes.some((scope) => !token.scopes.has(scope))) throw insufficientScope(scopes);
  if (token.roomIds && !heedsRooms)
    throw new Problem('insufficient_scope', 'This token is limited to some rooms; this needs one that is not');
}

export const insufficientScope = (scopes: readonly TokenScope[]): Problem => {
  const scope = scopes.join(' ');
  const detail = `This needs a token with ${scopes.length > 1 ? 'the scopes' : 'the scope'} ${scope}`;
  return new Problem('insufficient_scope', detail, undefined, undefined, { scope });
};
