import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { AccountMails, hasEmail } from '../accounts/account-mails.ts';
import { PasswordResetLinks } from '../passwords/password-reset-links.ts';
import { type EndedSessions, SessionsService } from '../sessions/sessions.service.ts';
import { sha256 } from '../sessions/session-tokens.ts';
import { EmailChangesRepository } from './email-changes.repository.ts';

export interface RestoredEmail {
  user: UserEntity;
  ended: EndedSessions;
  mailId: string;
}

/**
 * Gives an account its former address again. Another person has changed it, so that the password is known to them: it
 * ends with all sessions, and a link for a new one is mailed to the restored address; people who had none are told how they
 * sign in.
 */
@Injectable()
export class EmailRestorer {
  constructor(
    private readonly changes: EmailChangesRepository,
    private readonly links: PasswordResetLinks,
    private readonly mails: AccountMails,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
  ) {}

  /** @throws Problem `invalid_token` */
  async restore(tx: Tx, token: string): Promise<RestoredEmail> {
    const undo = await this.changes.lockUndo(tx, sha256(token));
    if (!undo || undo.expiresAt < new Date()) throw new Problem('invalid_token');
    const { userId: id, email, emailKey } = undo;
    const { passwordHash } = await tx.findOneByOrFail(UserEntity, { id });
    await tx.update(UserEntity, { id }, { email, emailKey, passwordHash: null });
    await this.changes.removeAll(tx, id);
    await this.audit.record('email_change_undone', { targetId: id }, tx);
    const user = await tx.findOneByOrFail(UserEntity, { id });
    if (!hasEmail(user)) throw new Problem('invalid_token');
    const ended = await this.sessions.endAllIn(tx, id, 'revoked');
    return { user, ended, mailId: await this.links.mailIn(tx, user, passwordHash !== null) };
  }

  /** Cuts the sockets and sends the mail. Call it after the commit. */
  announce({ ended, mailId }: RestoredEmail): void {
    this.sessions.announceEnd(ended);
    this.mails.dispatch(mailId);
  }
}
