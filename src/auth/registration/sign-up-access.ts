import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { Problem } from '../../common/problem.ts';
import { isOfDomain } from '../../common/settings/mail-domains.ts';
import { ServerSettings } from '../../common/settings/server-settings.ts';
import { UsersRepository } from '../../users/users.repository.ts';

/** A registration, as far as it matters for whether it is admitted. */
interface Registering {
  email: string;
  guestId?: string | null | undefined;
}

/** Who may come in, by the settings `registration` and `guestAccess`, and how often from one address. */
@Injectable()
export class SignUpAccess {
  constructor(
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
    private readonly settings: ServerSettings,
    private readonly config: Config,
  ) {}

  /** @throws Problem `registration_closed`, `email_domain_not_allowed` or `too_many_requests` */
  async admitRegistration(email: string, ip: string, guest?: Caller): Promise<void> {
    await this.assertAdmitted({ email, guestId: guest?.userId });
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

  /** An account that is made here has a password. @throws Problem `password_sign_in_off` */
  assertPasswordsAllowed(): void {
    if (this.config.env.PASSWORD_SIGN_IN !== 'on') throw new Problem('password_sign_in_off');
  }

  /** Also for what waits since a setting was changed. @throws Problem `registration_closed` or `email_domain_not_allowed` */
  async assertAdmitted({ email, guestId }: Registering): Promise<void> {
    this.assertOpen();
    const isUninvited = this.settings.values.registration === 'invite' && !(await this.isInvited(guestId));
    if (isUninvited) throw new Problem('registration_closed');
    this.assertAddressAllowed(email);
  }

  /** Also for another address of an account. @throws Problem `email_domain_not_allowed` */
  assertAddressAllowed(email: string): void {
    this.assertKnown();
    const { registration, registrationDomains } = this.settings.values;
    if (registration === 'domains' && !isOfDomain(email, registrationDomains))
      throw new Problem('email_domain_not_allowed', undefined, {
        email: [`must be an address at ${registrationDomains.join(' or ')}`],
      });
  }

  async admits(registration: Registering): Promise<boolean> {
    try {
      await this.assertAdmitted(registration);
      return true;
    } catch (error) {
      if (error instanceof Problem && error.status === 403) return false;
      throw error;
    }
  }

  /** A guest who has joined a room with a member in it, by its code. */
  private async isInvited(guestId: string | null | undefined): Promise<boolean> {
    return typeof guestId === 'string' && this.users.sharesRoomWithMember(guestId);
  }

  /** A default may be wider than what an administrator has chosen. @throws Problem `unavailable` */
  private assertKnown(): void {
    if (!this.settings.isLoaded) throw new Problem('unavailable', undefined, undefined, RETRY_AFTER_SECONDS);
  }
}

const RETRY_AFTER_SECONDS = 2;
