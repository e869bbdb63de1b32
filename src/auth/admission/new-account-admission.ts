import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { UserEntity } from '../../users/user.entity.ts';
import { AccountVerified } from '../accounts/account-events.ts';
import type { SessionTokens, SignInDevice } from '../sessions/session-tokens.ts';
import { type EndedSessions, SessionsService } from '../sessions/sessions.service.ts';
import { type Admission, AdmissionService } from './admission.service.ts';

/** An account that was made just now, of nothing or of a guest. */
export interface AdmittedAccount {
  account: AccountVerified;
  ended: EndedSessions;
  admission: Admission;
}

/** Lets a person in with the account that was made in the same transaction. */
@Injectable()
export class NewAccountAdmission {
  constructor(
    private readonly sessions: SessionsService,
    private readonly admission: AdmissionService,
    private readonly announcements: DomainEvents,
  ) {}

  /** The sessions of the guest end: the account has more rights, and the new session replaces them. */
  async admit(tx: Tx, { id, role }: UserEntity, wasGuest: boolean, device: SignInDevice): Promise<AdmittedAccount> {
    const ended = await this.sessions.endAllIn(tx, id, 'revoked');
    const admission = await this.admission.admit(tx, id, { by: 'code', strength: 'password' }, device);
    return { account: new AccountVerified(id, role, wasGuest), ended, admission };
  }

  /** Call it after the commit. */
  async complete({ account, ended, admission }: AdmittedAccount): Promise<SessionTokens> {
    this.sessions.announceEnd(ended);
    await this.announcements.publish(account);
    return this.admission.complete(admission);
  }
}
