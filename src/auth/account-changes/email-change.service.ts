import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.ts';
import type { Caller } from '../../common/caller.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { emailKeyOf } from '../../common/validation/email-key.ts';
import { hasOwnEmail } from '../../users/users.policy.ts';
import { UsersRepository } from '../../users/users.repository.ts';
import { OwnerConfirmation } from '../accounts/owner-confirmation.ts';
import type { ChangeEmail } from '../auth.dto.ts';
import { SignUpAccess } from '../registration/sign-up-access.ts';
import { EmailChangeStore } from './email-change-store.ts';

/** Takes requests for another address. `EmailConfirmationService` changes it when the mailed code comes back. */
@Injectable()
export class EmailChangeService {
  constructor(
    private readonly access: SignUpAccess,
    private readonly confirmation: OwnerConfirmation,
    private readonly users: UsersRepository,
    private readonly changes: EmailChangeStore,
    private readonly audit: AuditService,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Responds the same for free addresses and for those of other accounts; only the mail differs. For a person without an
   * address it is the first one.
   * @throws Problem `invalid_credentials`, `confirmation_required` for a person without a password, `invalid_input` for the
   *   present address, `email_domain_not_allowed`, or `forbidden` for a guest
   */
  async request(caller: Caller, { email, password = '' }: ChangeEmail): Promise<void> {
    if (!hasOwnEmail(caller.role)) throw new Problem('forbidden', 'A guest has no address: register instead');
    this.access.assertAddressAllowed(email);
    const user = (await this.confirmation.confirm(caller, password)) ?? (await this.users.byId(caller.userId));
    if (!user) throw new Problem('user_not_found');
    if (emailKeyOf(email) === user.emailKey)
      throw new Problem('invalid_input', undefined, { email: ['is your address already'] });
    await this.limits.take('changeEmail', user.id);
    await this.limits.take('mailCode', emailKeyOf(email));
    await this.changes.request(user, email);
    await this.audit.record('email_change_asked', { actorId: user.id, targetId: user.id });
  }
}
