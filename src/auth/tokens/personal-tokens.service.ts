import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { DEFAULT_TOKEN_DAYS, MAX_TOKENS_PER_PERSON } from '../../shared/token-scopes.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { hasEmail } from '../accounts/account-mails.ts';
import { lockMember } from '../second-factor/lock-member.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { PersonalTokensRepository } from './personal-tokens.repository.ts';
import { TokenMails } from './token-mails.ts';
import { nameInMails } from './token-owner.ts';
import { newTokenSecret } from './token-secret.ts';
import { tokenView } from './token.view.ts';
import type { MadeToken, MakeToken, Token } from './tokens.dto.ts';
import { TokenCreationAccess } from './token-creation-access.ts';

/** The tokens of the caller and their bots. A token is a session that the caller's own session vouches for. */
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

  /**
   * A token of the caller, or of a bot that is theirs.
   * @throws Problem `not_available`, `forbidden`, `confirmation_required`, or `invalid_input` for a room the holder is not in
   */
  async make(caller: Caller, input: MakeToken, bot?: UserEntity): Promise<MadeToken> {
    await this.access.assertMayMake(caller);
    await this.assertInRooms(bot ?? caller.userId, input.roomIds ?? []);
    const secret = newTokenSecret(bot ? 'bot' : 'person');
    const { token, mailId } = await this.database.transaction((tx) => this.insert(tx, caller, input, secret, bot));
    if (mailId) this.mails.dispatch(mailId);
    return { token, secret };
  }

  private async insert(tx: Tx, caller: Caller, input: MakeToken, secret: string, bot?: UserEntity) {
    // The lock counts the tokens that are made at the same moment, and waits for what stops the bots of the person.
    const owner = await lockMember(tx, caller.userId);
    const userId = bot?.id ?? owner.id;
    if (bot && !(await this.isActiveBotOf(tx, bot, owner))) throw new Problem('forbidden', 'This bot is stopped');
    if ((await this.tokens.of(userId, tx)).length >= MAX_TOKENS_PER_PERSON)
      throw new Problem('forbidden', `There are ${MAX_TOKENS_PER_PERSON} tokens, as many as fit; revoke one first`);
    const { name, scopes, roomIds = null, days = DEFAULT_TOKEN_DAYS } = input;
    const origin = { madeBy: caller.sessionId, userId };
    const made = await this.tokens.insert(tx, origin, days, { hash: sha256(secret), name, scopes, roomIds });
    if (!made) throw new Problem('session_ended');
    const detail = { name, scopes: scopes.join(' '), rooms: roomIds ? String(roomIds.length) : 'all' };
    await this.audit.record('token_made', { actorId: owner.id, targetId: userId, detail }, tx);
    const mailed = { name: nameInMails(name, bot), expiresAt: made.expiresAt };
    const mailId = hasEmail(owner) ? await this.mails.send(tx, owner, 'token-made', mailed) : undefined;
    return { token: tokenView(made), mailId };
  }

  /** Under the lock of its row: the bot may have been given to another person, stopped or deleted meanwhile. */
  private async isActiveBotOf(tx: Tx, { id }: UserEntity, owner: UserEntity): Promise<boolean> {
    const bot = await tx.findOne(UserEntity, { where: { id }, lock: { mode: 'for_no_key_update' } });
    return bot?.botOwnerId === owner.id && !bot.disabledAt;
  }

  private async assertInRooms(holder: string | UserEntity, roomIds: string[]): Promise<void> {
    const [userId, who] = typeof holder === 'string' ? [holder, 'you are'] : [holder.id, 'the bot is'];
    const missing = roomIds.length ? await this.tokens.roomsWithout(userId, roomIds) : [];
    if (missing.length)
      throw new Problem('invalid_input', undefined, { roomIds: [`${who} not in the room ${missing[0]}`] });
  }
}
