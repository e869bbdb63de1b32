import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Tx } from '../../common/database/database.ts';
import { requestContext } from '../../common/observability/request-context.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { usernameKeys } from '../../users/username.ts';
import { InvitationAcceptances } from '../invitations/invitation-acceptances.ts';
import { RegistrationsRepository } from '../registration/registrations.repository.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';
import type { ProviderPerson } from '../providers/provider-claims.ts';

const NAMELESS = 'person';

/** Makes accounts of people whom a provider has signed in for the first time: without a password, and never with more rights. */
@Injectable()
export class ProviderAccountCreator {
  constructor(
    private readonly names: UsernameAvailability,
    private readonly registrations: RegistrationsRepository,
    private readonly acceptances: InvitationAcceptances,
    private readonly audit: AuditService,
  ) {}

  /** The first account of a server, too, is a member: groups or the operator make administrators. */
  async create(tx: Tx, provider: string, person: ProviderPerson): Promise<UserEntity> {
    const username = await this.names.derive(person.names[0] ?? NAMELESS, {});
    const language = requestContext()?.language ?? null;
    const names = {
      username,
      ...usernameKeys(username),
      ...displayNameColumns(person.displayName ?? person.names[0]?.slice(0, 50) ?? username),
    };
    const email = person.isEmailVerified ? person.email : null;
    const emailKey = email === null ? null : emailKeyOf(email);
    if (emailKey !== null) await this.registrations.removeAll(tx, emailKey);
    const account = tx.create(UserEntity, { email, emailKey, ...names, language, role: 'member' });
    const { id } = await tx.save(account);
    if (emailKey !== null) await this.acceptances.acceptAll(tx, emailKey, account);
    const detail = { role: 'member', by: provider };
    await this.audit.record('account_created', { actorId: id, targetId: id, detail }, tx);
    return tx.findOneByOrFail(UserEntity, { id });
  }
}
