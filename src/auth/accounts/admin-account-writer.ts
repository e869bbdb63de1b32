import { Injectable } from '@nestjs/common';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { usernameKeys } from '../../users/username.ts';
import { PasswordResetLinks } from '../passwords/password-reset-links.ts';
import { RegistrationsRepository } from '../registration/registrations.repository.ts';
import { type EndedSessions, SessionsService } from '../sessions/sessions.service.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';

/** An administrator and the address at which they set their password. */
export interface AdminAccount {
  user: UserEntity;
  link: string;
}

/** Writes the accounts of administrators that the operator makes, each in one transaction with its link. */
@Injectable()
export class AdminAccountWriter {
  constructor(
    private readonly registrations: RegistrationsRepository,
    private readonly links: PasswordResetLinks,
    private readonly audit: AuditService,
    private readonly sessions: SessionsService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `username_taken` when another request was faster */
  create(email: string, username: string): Promise<AdminAccount> {
    return this.withLink((tx) => this.insert(tx, email, username));
  }

  /**
   * Makes an administrator of an account that exists; one that is an administrator gets a link all the same. What is signed
   * in with less than administrators must show ends, with its open connections.
   */
  async promote(account: UserEntity): Promise<AdminAccount> {
    let ended: EndedSessions | undefined;
    const promoted = await this.withLink(async (tx) => {
      const user = await this.update(tx, account);
      ended = await this.sessions.endTooWeakIn(tx, user.id, user.role);
      return user;
    });
    if (ended) this.sessions.announceEnd(ended);
    return promoted;
  }

  private withLink(write: (tx: Tx) => Promise<UserEntity>): Promise<AdminAccount> {
    return this.database
      .transaction(async (tx) => {
        const user = await write(tx);
        return { user, link: (await this.links.create(tx, user)).link };
      })
      .catch(rethrowUsernameTaken);
  }

  /** Removes the pending registrations for the address: they could only fail from now on. */
  private async insert(tx: Tx, email: string, username: string): Promise<UserEntity> {
    const emailKey = emailKeyOf(email);
    await this.registrations.removeAll(tx, emailKey);
    const account = { email, emailKey, username, ...usernameKeys(username), ...displayNameColumns(username) };
    const { id } = await tx.save(tx.create(UserEntity, { ...account, role: 'admin' }));
    await this.audit.record('account_created', { targetId: id, detail: { role: 'admin', by: 'command' } }, tx);
    return tx.findOneByOrFail(UserEntity, { id });
  }

  private async update(tx: Tx, { id, role }: UserEntity): Promise<UserEntity> {
    await tx.update(UserEntity, { id }, { role: 'admin' });
    if (role !== 'admin')
      await this.audit.record('role_changed', { targetId: id, detail: { from: role, to: 'admin', by: 'command' } }, tx);
    return tx.findOneByOrFail(UserEntity, { id });
  }
}
