import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../../common/domain-events.ts';
import { AccountDeleted } from '../accounts/account-events.ts';
import { InvitationsRepository } from './invitations.repository.ts';

/** Forgets who was invited, and revokes what waits, with the account of a person. */
@Injectable()
export class InvitationCleanup {
  constructor(invitations: InvitationsRepository, events: DomainEvents) {
    events.on(AccountDeleted, ({ userId }) => invitations.forget(userId));
  }
}
