import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { AdmissionService } from '../admission/admission.service.ts';
import { noSuchTicket, SignInTickets } from '../admission/sign-in-tickets.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import type { AddPasskey, PasskeyCreationOptions } from './passkey.dto.ts';
import { PasskeyChangesService } from './passkey-changes.service.ts';
import { PasskeyRegistration } from './passkey-registration.ts';

/** Signs in people who must have a second factor and have none, by a passkey that they make on the way. */
@Injectable()
export class PasskeySetupSignInService {
  constructor(
    private readonly tickets: SignInTickets,
    private readonly registration: PasskeyRegistration,
    private readonly changes: PasskeyChangesService,
    private readonly admission: AdmissionService,
    private readonly database: Database,
  ) {}

  /** @throws Problem `invalid_second_factor` for a ticket that is no more, `forbidden` where there are no passkeys */
  async begin(ticket: string): Promise<PasskeyCreationOptions> {
    return this.registration.begin((await this.tickets.find('factor-setup', ticket)).userId);
  }

  /** A passkey that is not accepted does not use up the ticket. @throws Problem `invalid_second_factor` */
  async signIn(
    ticket: string,
    { name, passkey }: AddPasskey,
    device: SignInDevice,
  ): Promise<{ tokens: SessionTokens; recoveryCodes: string[] }> {
    const found = await this.tickets.find('factor-setup', ticket);
    const made = await this.registration.finish(found.userId, passkey);
    const { admission, recoveryCodes, mailId } = await this.database.transaction(async (tx) => {
      await this.tickets.take(tx, found);
      const { recoveryCodes, mailId } = await this.changes.add(tx, found.userId, name, made);
      if (!recoveryCodes) throw noSuchTicket();
      const proof = { ...found.begun, strength: 'password+passkey' } as const;
      return { admission: await this.admission.admit(tx, found.userId, proof, device), recoveryCodes, mailId };
    });
    this.changes.dispatch(mailId);
    return { tokens: this.admission.complete(admission), recoveryCodes };
  }
}
