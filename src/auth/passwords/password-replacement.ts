import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { AccountMails, type UserWithEmail } from '../accounts/account-mails.ts';
import { EmailChangeEntity } from '../account-changes/email-change.entity.ts';
import { PasswordHasher } from './password-hasher.ts';
import { PasswordResetEntity } from './password-reset.entity.ts';
import { assertGoodPassword } from './password-rules.ts';
import { SessionsService } from '../sessions/sessions.service.ts';

/** Replaces the password of an account: ends its reset link and its sessions, and mails its owner. */
@Injectable()
export class PasswordReplacement {
  constructor(
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly mails: AccountMails,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invalid_input` naming the field when the password is too easy for this user */
  hash({ id, username, email, displayName }: UserWithEmail, password: string, field: string): Promise<string> {
    assertGoodPassword(password, [username, email, displayName], field);
    return this.passwords.hash(password, id);
  }

  /**
   * @param ownerIn finds the account within the transaction, and locks what proves that it may be changed
   * @param exceptSession the session that stays
   */
  async replace(
    action: 'password_changed' | 'password_reset',
    passwordHash: string,
    ownerIn: (tx: Tx) => Promise<UserWithEmail>,
    exceptSession?: string,
  ): Promise<void> {
    const { ended, mailId } = await this.database.transaction(async (tx) => {
      const user = await ownerIn(tx);
      await tx.delete(PasswordResetEntity, { userId: user.id });
      // Asked for with the former password, perhaps by another person.
      await tx.delete(EmailChangeEntity, { userId: user.id });
      await tx.update(UserEntity, { id: user.id }, { passwordHash });
      await this.audit.record(action, { actorId: user.id, targetId: user.id }, tx);
      // A password that its owner changes says nothing against their tokens; one that is set anew by a link may be a break-in.
      const kept = { session: exceptSession, tokens: action === 'password_changed' };
      const ended = await this.sessions.endAllIn(tx, user.id, 'password_changed', kept);
      return { ended, mailId: await this.mails.passwordChanged(tx, user) };
    });
    this.sessions.announceEnd(ended);
    this.mails.dispatch(mailId);
  }
}
