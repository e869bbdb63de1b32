import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import type { SessionEnd } from '../../transport/transport.dto.ts';
import { FormerUsernamesRepository } from '../../users/former-usernames.repository.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import { EmailChangesRepository } from '../account-changes/email-changes.repository.ts';
import { IdentityEntity } from '../identities/identity.entity.ts';
import { FactorsRepository } from '../second-factor/factors.repository.ts';
import { type EndedSessions, SessionsService } from '../sessions/sessions.service.ts';
import { AccountDeleted } from './account-events.ts';

export interface DeletedAccount {
  user: UserEntity;
  sessions: EndedSessions;
}

/** Removes what is known of a person, and everybody's knowledge of it. It knows no rights. */
@Injectable()
export class AccountAnonymizer {
  constructor(
    private readonly sessions: SessionsService,
    private readonly formerNames: FormerUsernamesRepository,
    private readonly emails: EmailChangesRepository,
    private readonly factors: FactorsRepository,
    private readonly announcements: DomainEvents,
  ) {}

  /** Ends the sessions. The row stays as the author of its messages; all personal data is removed, and the names are free again. */
  async anonymize(tx: Tx, id: string, reason: SessionEnd): Promise<DeletedAccount> {
    const username = `deleted_${randomBytes(5).toString('hex')}`;
    const deleted = await tx.findOneByOrFail(UserEntity, { id });
    const emptied = {
      email: null,
      emailKey: null,
      passwordHash: null,
      avatarKey: null,
      bio: '',
      statusText: '',
      statusEmoji: null,
      statusUntil: null,
      timeZone: null,
      preferences: {},
      language: null,
      lastSeenAt: null,
      botOwnerId: null,
    };
    const keys = { usernameKey: username, usernameSkeleton: username, nameSkeleton: '' };
    const displayName = deleted.kind === 'bot' ? 'Deleted bot' : 'Deleted account';
    const names = { username, ...keys, displayName };
    const now = new Date();
    const user = await tx.save(
      Object.assign(deleted, emptied, names, { role: 'member', disabledAt: now, deletedAt: now }),
    );
    await this.formerNames.releaseAll(tx, id);
    await this.emails.removeAll(tx, id);
    await this.factors.removeAll(tx, id);
    await tx.delete(IdentityEntity, { userId: id });
    return { user, sessions: await this.sessions.endAllIn(tx, id, reason) };
  }

  /** Cuts the sockets of a deleted account and announces that it is gone. Call it after the commit. */
  async announce({ user, sessions }: DeletedAccount): Promise<void> {
    this.sessions.announceEnd(sessions);
    await this.announcements.publish(new AccountDeleted(user.id));
    await this.announcements.publish(new ProfileChanged(summaryOf(user)));
  }
}
