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
    if (invitation !== undefined) return this.acceptInvitation(account, invitation, applicant);
    await this.request(account, applicant);
    return null;
  }

  /** Responds the same for known and unknown addresses, after the same work; only the mail differs. */
  private async request(input: Register, { device, secret, guest }: Applicant): Promise<void> {
    await this.access.admitRegistration(input.email, device.ip, guest);
    const { emailKey, ...account } = await this.drafts.of(input, device.ip, guest?.userId ?? null);
    await this.limits.take('mailCode', emailKey);
    const keys = usernameKeys(account.username);
    await this.pending.request({ ...account, emailKey, ...keys, secretHash: sha256(secret) });
  }

  private async acceptInvitation(input: Register, token: string, { device, guest }: Applicant): Promise<SessionTokens> {
    this.access.assertPasswordsAllowed();
    await this.limits.take('register', device.ip);
    const invitation = await this.invitations.find(token, input.email);
    const account = await this.drafts.of(input, device.ip, guest?.userId ?? null);
    return this.invitations.accept(invitation, account, device);
  }
}
