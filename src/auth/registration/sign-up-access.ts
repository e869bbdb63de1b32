import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { isOfDomain } from '../../common/settings/mail-domains.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import type { InvitedRole } from '../invitations/invitations.dto.ts';

/** A registration, as far as it matters for whether it is admitted. */
interface Registering {
  email: string;
  /** The link that led to it. */
  invitationId?: string | null | undefined;
}

/** Who may come in, by the settings `registration` and `guestAccess`, and how often from one address. */
@Injectable()
export class SignUpAccess {
  constructor(
    private readonly limits: RateLimits,
    private readonly settings: ServerSettings,
    private readonly config: Config,
  ) {}

  /** @throws Problem `registration_closed`, `email_domain_not_allowed` or `too_many_requests` */
  async admitRegistration(registration: Registering, ip: string): Promise<void> {
    this.assertAdmitted(registration);
    await this.limits.take('register', ip);
  }

  /** @throws Problem `guests_not_allowed` or `too_many_requests` */
  async admitGuest(ip: string): Promise<void> {
    this.assertKnown();
    if (!this.settings.values.guestAccess) throw new Problem('guests_not_allowed');
    await this.limits.take('guest', ip);
  }

  /** Also for what waits since it was closed. @throws Problem `registration_closed`, or `password_sign_in_off` */
  assertOpen(): void {
    this.assertKnown();
    this.assertPasswordsAllowed();
    if (this.settings.values.registration === 'closed') throw new Problem('registration_closed');
  }

  /** Whether people may be invited as this, and come. @throws Problem `registration_closed` or `guests_not_allowed` */
  assertMayBeInvited(role: InvitedRole): void {
    this.assertKnown();
    const { registration, guestAccess } = this.settings.values;
    if (role === 'guest' && !guestAccess) throw new Problem('guests_not_allowed');
    if (role === 'member' && registration === 'closed') throw new Problem('registration_closed');
  }

  /** An account that is made here has a password. @throws Problem `password_sign_in_off` */
  assertPasswordsAllowed(): void {
    if (this.config.env.PASSWORD_SIGN_IN !== 'on') throw new Problem('password_sign_in_off');
  }

  /** Also for what waits since a setting was changed. @throws Problem `registration_closed` or `email_domain_not_allowed` */
  assertAdmitted({ email, invitationId }: Registering): void {
    this.assertOpen();
    if (this.settings.values.registration === 'invite' && !invitationId) throw new Problem('registration_closed');
    this.assertAddressAllowed(email);
  }

  /** Also for another address of an account. @throws Problem `email_domain_not_allowed` */
  assertAddressAllowed(email: string): void {
    if (!this.isAddressAllowed(email))
      throw new Problem('email_domain_not_allowed', undefined, {
        email: [`must be an address at ${this.settings.values.registrationDomains.join(' or ')}`],
      });
  }

  isAddressAllowed(email: string): boolean {
    this.assertKnown();
    const { registration, registrationDomains } = this.settings.values;
    return registration !== 'domains' || isOfDomain(email, registrationDomains);
  }

  admits(registration: Registering): boolean {
    try {
      this.assertAdmitted(registration);
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status === 403) return false;
      throw error;
    }
  }

  /** A default may be wider than what an administrator has chosen. @throws Problem `unavailable` */
  private assertKnown(): void {
    if (!this.settings.isLoaded) throw new Problem('unavailable', undefined, undefined, RETRY_AFTER_SECONDS);
  }
}

const RETRY_AFTER_SECONDS = 2;
