import { randomUUID } from 'node:crypto';
import type { MadeToken, MakeToken } from '../../../src/auth/tokens/tokens.dto.ts';
import { TOKEN_SCOPES } from '../../../src/shared/token-scopes.ts';
import { type Member } from '../member.ts';

export const EVERY_SCOPE = [...TOKEN_SCOPES];

/** Makes a token of a person who has signed in just now; for everything unless said otherwise. */
export const makeToken = (member: Member, wanted: Partial<MakeToken> = {}): Promise<MadeToken> =>
  member.must<MadeToken>('POST', '/auth/tokens', { name: `a token ${randomUUID()}`, scopes: EVERY_SCOPE, ...wanted });

/** A program that has a token of a person, at this address. */
export function programOf(member: Member, secret: string, at = member.url): Member {
  const program = member.sameSession(at);
  program.cookies.clear();
  program.token = secret;
  return program;
}

/** The same, with a token that is made for it. */
export async function programWith(member: Member, wanted: Partial<MakeToken> = {}, at = member.url): Promise<Member> {
  return programOf(member, (await makeToken(member, wanted)).secret, at);
}
