import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { usernameKeys } from '../../users/username.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import { AccountAnonymizer, type DeletedAccount } from '../accounts/account-anonymizer.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';

export interface NewBot {
  username: string;
  displayName: string;
  /** Null: it belongs to a hook. */
  ownerId: string | null;
}

/** A program reads nothing, is never online and gets no mail. */
const BOT_PREFERENCES = { readReceipts: false, hidePresence: true, emailDigest: false };

/** The rows of bots. It knows no rights. */
@Injectable()
export class BotAccounts {
  constructor(
    private readonly names: UsernameAvailability,
    private readonly anonymizer: AccountAnonymizer,
    private readonly events: DomainEvents,
  ) {}

  /** @throws Problem `username_taken` */
  assertAvailable(username: string): Promise<void> {
    return this.names.assertAvailable(username);
  }

  /** A free user name that the display name suggests, until another takes it. */
  suggestUsername(displayName: string): Promise<string> {
    return this.names.derive(displayName);
  }

  /** Breaks the transaction when the user name is taken meanwhile: see `rethrowUsernameTaken`. */
  async create(tx: Tx, { username, displayName, ownerId }: NewBot): Promise<UserEntity> {
    const names = { username, ...usernameKeys(username), ...displayNameColumns(displayName) };
    const bot = { ...names, kind: 'bot', role: 'member', botOwnerId: ownerId, preferences: BOT_PREFERENCES } as const;
    return tx.save(tx.create(UserEntity, bot));
  }

  /** Call `announce` after the commit. */
  async rename(tx: Tx, id: string, displayName: string): Promise<void> {
    await tx.update(UserEntity, { id, kind: 'bot' }, displayNameColumns(displayName));
  }

  /** Its messages stay, its tokens end and its names are free again. Pass the result to `announceRemoval` after the commit. */
  remove(tx: Tx, id: string): Promise<DeletedAccount> {
    return this.anonymizer.anonymize(tx, id, 'account_deleted');
  }

  /** Cuts its sockets, and lets it leave its rooms. */
  announceRemoval(deleted: DeletedAccount): Promise<void> {
    return this.anonymizer.announce(deleted);
  }

  /** Tells everybody who sees the bot what it is called now. */
  async announce(bot: UserEntity): Promise<void> {
    await this.events.publish(new ProfileChanged(summaryOf(bot)));
  }
}
