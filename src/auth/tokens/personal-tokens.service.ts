import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { DEFAULT_TOKEN_DAYS, MAX_TOKENS_PER_PERSON } from '../../shared/token-scopes.ts';
import { hasEmail } from '../accounts/account-mails.ts';
import { lockMember } from '../second-factor/lock-member.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { PersonalTokensRepository } from './personal-tokens.repository.ts';
import { TokenMails } from './token-mails.ts';
import { newTokenSecret } from './token-secret.ts';
import { tokenView } from './token.view.ts';
import type { MadeToken, MakeToken, Token } from './tokens.dto.ts';
import { TokenCreationAccess } from './token-creation-access.ts';

/** The personal tokens of the caller. A token is a session that the caller's own session vouches for. */
@Injectable()
export class PersonalTokensService {
  constructor(
    private readonly access: TokenCreationAccess,
    private readonly tokens: PersonalTokensRepository,
    private readonly mails: TokenMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  async list({ userId, role }: Caller): Promise<Token[]> {
    this.access.assertAvailable(role);
    return this.of(userId);
  }

  async of(userId: string): Promise<Token[]> {
    return (await this.tokens.of(userId)).map(tokenView);
  }

  /** @throws Problem `not_available`, `forbidden`, `confirmation_required`, or `invalid_input` for a room the caller is not in */
  async make(caller: Caller, input: MakeToken): Promise<MadeToken> {
    await this.access.assertMayMake(caller);
    await this.assertInRooms(caller.userId, input.roomIds ?? []);
    const secret = newTokenSecret();
    const { token, mailId } = await this.database.transaction((tx) => this.insert(tx, caller, input, secret));
    if (mailId) this.mails.dispatch(mailId);
    return { token, secret };
  }

  private async insert(tx: Tx, { userId, sessionId }: Caller, input: MakeToken, secret: string) {
    // The lock counts the tokens that are made at the same moment.
    const user = await lockMember(tx, userId);
    if ((await this.tokens.of(userId, tx)).length >= MAX_TOKENS_PER_PERSON)
      throw new Problem('forbidden', `You have ${MAX_TOKENS_PER_PERSON} tokens, as many as fit; revoke one first`);
    const { name, scopes, roomIds = null, days = DEFAULT_TOKEN_DAYS } = input;
    const made = await this.tokens.insert(tx, sessionId, days, { hash: sha256(secret), name, scopes, roomIds });
    if (!made) throw new Problem('session_ended');
    const detail = { name, scopes: scopes.join(' '), rooms: roomIds ? String(roomIds.length) : 'all' };
    await this.audit.record('token_made', { actorId: userId, targetId: userId, detail }, tx);
    const mailId = hasEmail(user) ? await this.mails.send(tx, user, 'token-made', made) : undefined;
    return { token: tokenView(made), mailId };
  }

  private async assertInRooms(userId: string, roomIds: string[]): Promise<void> {
    const missing = roomIds.length ? await this.tokens.roomsWithout(userId, roomIds) : [];
    if (missing.length)
      throw new Problem('invalid_input', undefined, { roomIds: [`you are not in the room ${missing[0]}`] });
  }
}
