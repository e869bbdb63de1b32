import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { hasEmail } from '../accounts/account-mails.ts';
import { SessionsService } from '../sessions/sessions.service.ts';
import { PersonalTokensRepository } from './personal-tokens.repository.ts';
import { TokenMails } from './token-mails.ts';
import { nameInMails, ownerIdOf } from './token-owner.ts';

/** Ends personal tokens: their requests are refused and their sockets are cut, on every node. */
@Injectable()
export class TokenRevocationService {
  constructor(
    private readonly tokens: PersonalTokensRepository,
    private readonly sessions: SessionsService,
    private readonly mails: TokenMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /**
   * The owner, also of a bot, is mailed when another person does it: their program stops.
   * @throws Problem `not_found` for a token that is not of this person, or has ended
   */
  async revoke(actorId: string, userId: string, tokenId: string): Promise<void> {
    const mailId = await this.database.transaction(async (tx) => {
      const name = await this.tokens.revoke(tx, userId, tokenId);
      if (name === undefined) throw new Problem('not_found');
      await this.audit.record('token_revoked', { actorId, targetId: userId, detail: { name } }, tx);
      const user = await tx.findOneByOrFail(UserEntity, { id: userId });
      const ownerId = ownerIdOf(user);
      const owner = actorId === ownerId ? null : await tx.findOneBy(UserEntity, { id: ownerId });
      return hasEmail(owner)
        ? this.mails.send(tx, owner, 'token-revoked', { name: nameInMails(name, user) })
        : undefined;
    });
    this.sessions.announceEnd({ ids: [tokenId], reason: 'token_revoked' });
    if (mailId) this.mails.dispatch(mailId);
  }
}
