import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { Database, type Tx } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { RateLimits } from '../common/rate-limits.ts';
import { MailService } from '../mail/mail.service.ts';
import { recipientOf } from '../users/recipient.ts';
import { UserEntity } from '../users/user.entity.ts';
import { UsersRepository } from '../users/users.repository.ts';
import type { ChangePassword, ResetPassword } from './auth.dto.ts';
import { assertGoodPassword } from './password-rules.ts';
import { PasswordResetEntity } from './password-reset.entity.ts';
import { PasswordHasher } from './password-hasher.ts';
import { SessionsService } from './sessions.service.ts';

const LINK_MINUTES = 30;
const sha256 = (token: string) => createHash('sha256').update(token).digest();

/** How a password is changed by who knows it, and replaced by who reads the account's mail. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: PasswordHasher,
    private readonly sessions: SessionsService,
    private readonly mail: MailService,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** Every other session ends: whoever sat in one with the old password is out. */
  async change(caller: Caller, { currentPassword, newPassword }: ChangePassword): Promise<void> {
    const user = await this.confirm(caller, currentPassword, 'currentPassword');
    assertGoodPassword(newPassword, about(user), 'newPassword');
    const passwordHash = await this.passwords.hash(newPassword);
    const mailId = await this.database.transaction(async (tx) => {
      await tx.update(UserEntity, { id: user.id }, { passwordHash });
      await tx.delete(PasswordResetEntity, { userId: user.id });
      await this.audit.record('password_changed', { actorId: user.id, targetId: user.id }, tx);
      return this.notice(tx, user);
    });
    await this.sessions.endAll(user.id, 'password_changed', caller.sessionId);
    this.mail.dispatch(mailId);
  }

  /**
   * The caller's account, once they have given its password again.
   * @throws Problem `invalid_credentials` naming the field
   */
  async confirm(caller: Caller, password: string, field: string): Promise<UserEntity & { email: string }> {
    await this.limits.take('password', caller.userId);
    const user = await this.users.byId(caller.userId);
    if (!(await this.passwords.matches(password, user?.passwordHash, 'sign-in')) || !hasAddress(user))
      throw new Problem('invalid_credentials', undefined, { [field]: ['is wrong'] });
    return user;
  }

  /** Answers the same for every address; only the mail, if there is one, says more. */
  async forgot(email: string): Promise<void> {
    const emailKey = email.toLowerCase();
    await this.limits.take('mailCode', emailKey);
    const user = await this.users.byEmail(emailKey);
    if (!hasAddress(user) || user.disabledAt) return;
    const mailId = await this.database.transaction(async (tx) => {
      const url = await this.link(tx, user);
      return this.mail.enqueue(tx, recipientOf(user), 'reset-password', { name: user.displayName, url });
    });
    this.mail.dispatch(mailId);
  }

  /** Where this person sets a new password: once, within thirty minutes, and a further link ends this one. */
  async link(tx: Tx, { id }: Pick<UserEntity, 'id'>): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + LINK_MINUTES * 60_000);
    await tx.upsert(PasswordResetEntity, { userId: id, tokenHash: sha256(token), expiresAt }, ['userId']);
    await this.audit.record('password_reset_asked', { targetId: id }, tx);
    // Behind the #, so that it is in no log and no Referer.
    return `${this.config.publicUrl}/reset-password#token=${token}`;
  }

  /** Ends every session, signs nobody in. Only for a link that is good a hash is made: it is the dear part. */
  async reset({ token, password }: ResetPassword, ip: string): Promise<void> {
    await this.limits.take('resetPassword', ip);
    const owner = await this.ownerOf(this.database.source.manager, token);
    assertGoodPassword(password, about(owner), 'password');
    const passwordHash = await this.passwords.hash(password);
    const { userId, mailId } = await this.database.transaction(async (tx) => {
      const user = await this.ownerOf(tx, token, { mode: 'pessimistic_write' });
      await tx.delete(PasswordResetEntity, { userId: user.id });
      await tx.update(UserEntity, { id: user.id }, { passwordHash });
      await this.audit.record('password_reset', { actorId: user.id, targetId: user.id }, tx);
      return { userId: user.id, mailId: await this.notice(tx, user) };
    });
    await this.sessions.endAll(userId, 'password_changed');
    this.mail.dispatch(mailId);
  }

  /**
   * Whose link this is.
   * @throws Problem `invalid_token`
   */
  private async ownerOf(
    tx: Tx,
    token: string,
    lock?: { mode: 'pessimistic_write' },
  ): Promise<UserEntity & { email: string }> {
    const link = await tx.findOne(PasswordResetEntity, { where: { tokenHash: sha256(token) }, ...(lock && { lock }) });
    if (!link || link.expiresAt < new Date()) throw new Problem('invalid_token');
    const user = await tx.findOneBy(UserEntity, { id: link.userId });
    if (!hasAddress(user) || user.disabledAt) throw new Problem('invalid_token');
    return user;
  }

  private notice(tx: Tx, user: UserEntity & { email: string }): Promise<string> {
    const values = { name: user.displayName, url: `${this.config.publicUrl}/forgot-password` };
    return this.mail.enqueue(tx, recipientOf(user), 'password-changed', values);
  }
}

const hasAddress = (user: UserEntity | null): user is UserEntity & { email: string } => typeof user?.email === 'string';

const about = ({ username, email, displayName }: UserEntity): string[] => [username, email ?? '', displayName];
