import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { RateLimits } from '../../common/limits/rate-limits.ts';
import { usernameKeys } from '../../users/username.ts';
import type { Register } from '../auth.dto.ts';
import { InvitationAcceptanceService } from '../invitations/invitation-acceptance.service.ts';
import { type SessionTokens, type SignInDevice, sha256 } from '../sessions/session-tokens.ts';
import { AccountDrafts } from './account-drafts.ts';
import { PendingRegistrationStore } from './pending-registration-store.ts';
import { SignUpAccess } from './sign-up-access.ts';

/** The origin of a request for an account. */
export interface Applicant {
  device: SignInDevice;
  /** Of the browser: what registers with it is its own. */
  secret: string;
  /** A guest who registers retains their identity. */
  guest?: Caller;
}

/**
 * Takes requests for accounts. `EmailVerificationService` creates the account when the mailed code comes back; with an
 * invitation it exists at once.
 */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly access: SignUpAccess,
    private readonly drafts: AccountDrafts,
    private readonly pending: PendingRegistrationStore,
    private readonly invitations: InvitationAcceptanceService,
    private readonly limits: RateLimits,
  ) {}

  /** @returns the session of an account that exists at once */
  async register(input: Register, applicant: Applicant): Promise<SessionTokens | null> {
    const { invitation, ...account } = input;
    if (invitation !== undefined) return this.registerInvited(account, invitation, applicant);
    await this.access.admitRegistration(account, applicant.device.ip);
    await this.request(account, applicant);
    return null;
  }

  /** Responds the same for known and unknown addresses, after the same work; only the mail differs. */
  private async request(input: Register, applicant: Applicant, invitationId: string | null = null): Promise<void> {
    const { device, secret, guest } = applicant;
    const { emailKey, ...account } = await this.drafts.of(input, device.ip, guest?.userId ?? null);
    await this.limits.take('mailCode', emailKey);
    const keys = usernameKeys(account.username);
    await this.pending.request({ ...account, emailKey, ...keys, invitationId, secretHash: sha256(secret) });
  }

  /** A mailed link proves its address; by any other the address is still to be confirmed. */
  private async registerInvited(input: Register, token: string, applicant: Applicant): Promise<SessionTokens | null> {
    const { device, guest } = applicant;
    this.access.assertPasswordsAllowed();
    this.access.assertMayBeInvited('member');
    await this.limits.take('register', device.ip);
    const invitation = await this.invitations.find(token, 'member');
    if (invitation.email !== null) this.invitations.assertIsFor(invitation, input.email);
    this.access.assertAddressAllowed(input.email);
    if (invitation.email === null) {
      await this.request(input, applicant, invitation.id);
      return null;
    }
    const account = await this.drafts.of(input, device.ip, guest?.userId ?? null);
    return this.invitations.accept(invitation, account, device);
  }
}
