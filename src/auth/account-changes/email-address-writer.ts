import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Config } from '../../common/config.ts';
import type { Tx } from '../../common/database/database.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { AccountMails, hasEmail, type UserWithEmail } from '../accounts/account-mails.ts';
import { PasswordResetEntity } from '../passwords/password-reset.entity.ts';
import { RegistrationsRepository } from '../registration/registrations.repository.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { EmailChangeEntity, EmailUndoEntity } from './email-change.entity.ts';

/** How long the owner of the former address can undo a change. */
export const UNDO_HOURS = 72;

/**
 * Gives an account another address, and tells the former one. Where the person has changed it, the former address can
 * undo that; where an administrator has corrected it, it may be a stranger's and can do nothing.
 */
@Injectable()
export class EmailAddressWriter {
  constructor(
    private readonly registrations: RegistrationsRepository,
    private readonly mails: AccountMails,
    private readonly audit: AuditService,
    private readonly config: Config,
  ) {}

  dispatch(mailId: string): void {
    this.mails.dispatch(mailId);
  }

  /**
   * Links for a password and registrations of the address end. Publish `ProfileChanged` and dispatch the mail after the
   * commit; a unique violation means that the address is another account's (`isEmailTaken`).
   * @param user as it was before, locked
   * @returns the id of the mail to the former address, if there was one
   */
  async write(tx: Tx, user: UserEntity, email: string, actorId: string): Promise<string | undefined> {
    const emailKey = emailKeyOf(email);
    await tx.update(UserEntity, { id: user.id }, { email, emailKey });
    await tx.delete(PasswordResetEntity, { userId: user.id });
    await tx.delete(EmailChangeEntity, { userId: user.id });
    await this.registrations.removeAll(tx, emailKey);
    await this.audit.record('email_changed', { actorId, targetId: user.id }, tx);
    if (!hasEmail(user)) return undefined;
    return actorId === user.id
      ? this.mails.emailChanged(tx, user, await this.undoLink(tx, user))
      : this.mails.emailCorrected(tx, user);
  }

  private async undoLink(tx: Tx, { id, email }: UserWithEmail): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + UNDO_HOURS * 3_600_000);
    const undo = { tokenHash: sha256(token), userId: id, email, emailKey: emailKeyOf(email), expiresAt };
    await tx.insert(EmailUndoEntity, undo);
    // After the #: logs and Referer headers do not contain it.
    return `${this.config.linkUrl}/undo-email#token=${token}`;
  }
}
