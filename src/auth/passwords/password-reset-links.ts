import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Config } from '../../common/config.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { AccountMails, hasEmail, type UserWithEmail } from '../accounts/account-mails.ts';
import { IdentitiesReader } from '../identities/identities-reader.ts';
import { PasswordResetEntity } from './password-reset.entity.ts';
import { sha256 } from '../sessions/session-tokens.ts';

const LINK_MINUTES = 30;

/** Links that set a new password: each works once, for thirty minutes, and until the next is created. */
@Injectable()
export class PasswordResetLinks {
  constructor(
    private readonly database: Database,
    private readonly mails: AccountMails,
    private readonly audit: AuditService,
    private readonly config: Config,
    private readonly identities: IdentitiesReader,
  ) {}

  /** A new link, by which the former one ends. */
  async create(
    tx: Tx,
    { id }: Pick<UserEntity, 'id'>,
    { minutes = LINK_MINUTES, actorId }: { minutes?: number; actorId?: string } = {},
  ): Promise<{ link: string; linkExpiresAt: Date }> {
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + minutes * 60_000);
    await tx.upsert(PasswordResetEntity, { userId: id, tokenHash: sha256(token), expiresAt }, ['userId']);
    await this.audit.record('password_reset_asked', { ...(actorId && { actorId }), targetId: id }, tx);
    // After the #: logs and Referer headers do not contain it.
    return { link: `${this.config.linkUrl}/reset-password#token=${token}`, linkExpiresAt: expiresAt };
  }

  async mailTo(user: UserWithEmail): Promise<void> {
    this.mails.dispatch(await this.database.transaction((tx) => this.mailIn(tx, user, user.passwordHash !== null)));
  }

  /**
   * Not to people whom a provider signs in, and no password: a link of the mailbox would make a second way around it.
   * @returns the id of the mail, to be dispatched after the commit
   */
  async mailIn(tx: Tx, user: UserWithEmail, hasPassword: boolean): Promise<string> {
    const providers = hasPassword ? [] : await this.identities.of(user.id, tx);
    if (!providers.length) return this.mails.passwordReset(tx, user, (await this.create(tx, user)).link);
    const names = providers.map(({ name }) => name);
    return this.mails.signInByProvider(tx, user, names);
  }

  /**
   * The account that a link belongs to.
   * @throws Problem `invalid_token`
   */
  findOwner(token: string): Promise<UserWithEmail> {
    return this.ownerOf(this.database.source.manager, token);
  }

  /**
   * The same; the link stays locked until the transaction ends, so that it works once.
   * @throws Problem `invalid_token`
   */
  lockOwner(tx: Tx, token: string): Promise<UserWithEmail> {
    return this.ownerOf(tx, token, { mode: 'pessimistic_write' });
  }

  private async ownerOf(tx: Tx, token: string, lock?: { mode: 'pessimistic_write' }): Promise<UserWithEmail> {
    const link = await tx.findOne(PasswordResetEntity, { where: { tokenHash: sha256(token) }, ...(lock && { lock }) });
    if (!link || link.expiresAt < new Date()) throw new Problem('invalid_token');
    const user = await tx.findOneBy(UserEntity, { id: link.userId });
    if (!hasEmail(user) || user.disabledAt) throw new Problem('invalid_token');
    return user;
  }
}
