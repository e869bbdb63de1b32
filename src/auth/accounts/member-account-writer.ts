import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import { Database, type Tx } from '../../common/database/database.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { Problem } from '../../common/problem.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { usernameKeys } from '../../users/username.ts';
import { InvitationAcceptances } from '../invitations/invitation-acceptances.ts';
import { RegistrationsRepository } from '../registration/registrations.repository.ts';
import { rethrowUsernameTaken } from '../registration/username-availability.ts';
import { isEmailTaken } from '../../users/users.repository.ts';

/** A person whose account an administrator makes. */
export interface NewMember {
  email: string;
  username: string;
  displayName: string;
}

/** Writes accounts without a password: their owners set it by a link. */
@Injectable()
export class MemberAccountWriter {
  constructor(
    private readonly registrations: RegistrationsRepository,
    private readonly acceptances: InvitationAcceptances,
    private readonly audit: AuditService,
    private readonly database: Database,
  ) {}

  /**
   * @param more work of the same transaction
   * @throws Problem `email_taken`, or `username_taken` when another request was faster
   */
  create<T>(member: NewMember, actorId: string, more: (tx: Tx, user: UserEntity) => Promise<T>): Promise<T> {
    return this.database
      .transaction(async (tx) => more(tx, await this.insert(tx, member, actorId)))
      .catch(rethrowEmailTaken)
      .catch(rethrowUsernameTaken);
  }

  /** What waits for the address ends: it could only fail from now on. */
  private async insert(tx: Tx, { email, username, displayName }: NewMember, actorId: string): Promise<UserEntity> {
    const emailKey = emailKeyOf(email);
    await this.registrations.removeAll(tx, emailKey);
    const names = { username, ...usernameKeys(username), ...displayNameColumns(displayName) };
    const language = requestContext()?.language ?? null;
    const account = tx.create(UserEntity, { email, emailKey, ...names, language, role: 'member' });
    const { id } = await tx.save(account);
    await this.acceptances.acceptAll(tx, emailKey, account);
    await this.audit.record('account_created', { actorId, targetId: id, detail: { role: 'member' } }, tx);
    return tx.findOneByOrFail(UserEntity, { id });
  }
}

function rethrowEmailTaken(error: unknown): never {
  throw isEmailTaken(error) ? new Problem('email_taken', undefined, { email: ['belongs to another account'] }) : error;
}
