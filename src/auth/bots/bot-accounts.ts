import { Injectable } from '@nestjs/common';
import type { Tx } from '../../common/database/database.ts';
import { DomainEvents } from '../../common/domain-events.ts';
import { displayNameColumns } from '../../users/name-skeleton.ts';
import { UserEntity } from '../../users/user.entity.ts';
import { summaryOf } from '../../users/user.view.ts';
import { usernameKeys } from '../../users/username.ts';
import { ProfileChanged } from '../../users/users.service.ts';
import { UsernameAvailability } from '../registration/username-availability.ts';

export interface NewBot {
  /** A free one that the display name suggests unless given. */
  username?: string | undefined;
  displayName: string;
  /** Null: it belongs to a hook. */
  ownerId: string | null;
}

/** A program reads nothing, is never online and gets no mail. */
const BOT_PREFERENCES = { readReceipts: false, hidePresence: true, emailDigest: false };
const NAME_OF_DELETED = 'Deleted bot';

/** The rows of bots. It knows no rights. */
@Injectable()
export class BotAccounts {
  constructor(
    private readonly names: UsernameAvailability,
    private readonly events: DomainEvents,
  ) {}

  /** @throws Problem `username_taken` */
  async create(tx: Tx, { username: wanted, displayName, ownerId }: NewBot): Promise<UserEntity> {
    const { username } = await this.names.choose({ username: wanted, displayName });
    const names = { username, ...usernameKeys(username), ...displayNameColumns(displayName) };
    const bot = { ...names, kind: 'bot', role: 'member', botOwnerId: ownerId, preferences: BOT_PREFERENCES } as const;
    return tx.save(tx.create(UserEntity, bot));
  }

  /** Call `announce` after the commit. */
  async rename(tx: Tx, id: string, displayName: string): Promise<void> {
    await tx.update(UserEntity, { id, kind: 'bot' }, displayNameColumns(displayName));
  }

  /** Its messages stay; its names are free again. Call `announce` after the commit. */
  async remove(tx: Tx, id: string): Promise<void> {
    const username = `deleted_${id.replaceAll('-', '').slice(-12)}`;
    const names = { username, usernameKey: username, usernameSkeleton: username, nameSkeleton: '' };
    const now = new Date();
    const emptied = { displayName: NAME_OF_DELETED, avatarKey: null, bio: '', disabledAt: now, deletedAt: now };
    await tx.update(UserEntity, { id, kind: 'bot' }, { ...names, ...emptied, botOwnerId: null });
  }

  /** Tells everybody who sees the bot what it is called now. */
  async announce(bot: UserEntity): Promise<void> {
    await this.events.publish(new ProfileChanged(summaryOf(bot)));
  }
}
