import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import { noSuchTicket, SignInTickets } from '../admission/sign-in-tickets.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { FactorChangesService } from './factor-changes.service.ts';
import type { TotpSetup } from './second-factor.dto.ts';
import { TotpSetupService } from './totp-setup.service.ts';

/** Signs in people who must have a second factor and have none: they set it up on the way. */
@Injectable()
export class FactorSetupSignInService {
  constructor(
    private readonly tickets: SignInTickets,
    private readonly setup: TotpSetupService,
    private readonly changes: FactorChangesService,
    private readonly admission: AdmissionService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invalid_second_factor` for a ticket that is no more */
  async begin(ticket: string): Promise<TotpSetup> {
    return this.setup.begin((await this.tickets.find('factor-setup', ticket)).userId);
  }

  /**
   * A wrong code does not use up the ticket. A person who has set up a second factor meanwhile signs in anew, with it.
   * @throws Problem `invalid_code` or `invalid_second_factor`
   */
  async signIn(
    ticket: string,
    totp: string,
    device: SignInDevice,
  ): Promise<{ tokens: SessionTokens; recoveryCodes: string[] }> {
    const found = await this.tickets.find('factor-setup', ticket);
    const { admission, recoveryCodes, mailId } = await this.database.transaction(async (tx) => {
      await this.tickets.take(tx, found);
      const { recoveryCodes, mailId } = await this.changes.turnOn(tx, found.userId, totp, 'totp');
      if (!recoveryCodes) throw noSuchTicket();
      const proof = { ...found.begun, strength: 'password+totp' } as const;
      return { admission: await this.admission.admit(tx, found.userId, proof, device), recoveryCodes, mailId };
    });
    this.changes.dispatch(mailId);
    return { tokens: this.admission.complete(admission), recoveryCodes };
  }
}
