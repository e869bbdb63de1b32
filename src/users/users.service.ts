import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { AvailabilityChanged, PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { EmojiCodes } from '../emoji/emoji-codes.ts';
import { BlocksRepository } from './blocks.repository.ts';
import { columnsOfStatus, statusOf } from './status.policy.ts';
import { displayNameColumns, isOfPeople } from './name-skeleton.ts';
import { UserEntity } from './user.entity.ts';
import { meView, summaryOf, userView, userViewForOthers } from './user.view.ts';
import type {
  FindUsers,
  Me,
  Preferences,
  ProfileChanges,
  User as UserView,
  UserPage,
  UserSummary,
} from './users.dto.ts';
import { maySeeProfile, seesOnlyRoommates } from './users.policy.ts';
import { UsersRepository } from './users.repository.ts';
import { customEmojiName } from '../shared/emoji-names.ts';
import { isBlank } from '../shared/visible-text.ts';

/** The public profile of a person changed. */
export class ProfileChanged {
  constructor(readonly user: UserSummary) {}
}

/** An account has another role on the server, or was disabled or enabled. */
export class AccountChanged {
  constructor(readonly userId: string) {}
}

/** The preferences of a person changed. */
export class PreferencesChanged {
  constructor(
    readonly userId: string,
    readonly before: Preferences,
    readonly now: Preferences,
  ) {}
}

@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly online: PresenceHeartbeat,
    private readonly announcements: DomainEvents,
    private readonly blocks: BlocksRepository,
    private readonly emoji: EmojiCodes,
  ) {
    announcements.on(AvailabilityChanged, ({ userId, availability, here }) =>
      here && availability === 'offline' ? this.users.recordDisconnect(userId) : undefined,
    );
  }

  /** A person's own account, with private fields. */
  async ownProfile(userId: string): Promise<Me> {
    return this.view(await this.get(userId));
  }

  /** The bots that a person answers for. */
  async botsOf(userId: string): Promise<UserSummary[]> {
    return (await this.users.botsOf(userId)).map(summaryOf);
  }

  async updateMe(caller: Caller, changes: ProfileChanges): Promise<Me> {
    const before = await this.get(caller.userId);
    const user = await this.change(caller.userId, await this.withKnownEmoji(changes, before));
    if (changes.displayName !== undefined) await this.announceNames(user, before);
    else if (user.profileRevision !== before.profileRevision)
      await this.announcements.publish(new ProfileChanged(summaryOf(user)));
    return this.view(user);
  }

  private async view(user: UserEntity): Promise<Me> {
    return meView(user, this.online.availabilityOf(user.id), await this.users.hasSecondFactor(user.id));
  }

  /** @throws Problem `user_not_found` */
  async lock(tx: Tx, userId: string): Promise<UserEntity> {
    const user = await this.users.lockById(tx, userId);
    if (!user || user.deletedAt) throw new Problem('user_not_found');
    return user;
  }

  /** Gives a person another display name, for an administrator. Call `announceNames` after the commit. */
  async rename(tx: Tx, userId: string, displayName: string): Promise<void> {
    await tx.update(UserEntity, { id: userId }, displayNameColumns(displayName));
  }

  /** Changes some preferences and leaves the rest. */
  async updatePreferences(userId: string, changes: Preferences): Promise<void> {
    const { preferences } = await this.get(userId);
    await this.change(userId, { preferences: { ...preferences, ...changes } });
  }

  /** Guests see only the people of their rooms. Of two people of whom one has blocked the other, each is offline to the other. */
  async show(caller: Caller, userId: string): Promise<UserView> {
    const isSelf = userId === caller.userId;
    const asks = !isSelf && seesOnlyRoommates(caller.role);
    const sharesRoom = asks && (await this.users.sharingRoomWith(caller.userId, [userId])).length > 0;
    if (!maySeeProfile(caller.role, { isSelf, sharesRoom })) throw new Problem('user_not_found');
    const user = await this.get(userId);
    const presence = this.online.availabilityOf(userId);
    if (isSelf) return userView(user, presence);
    const isApart = (await this.blocks.apartFrom(caller.userId)).has(userId);
    const view = userViewForOthers(user, presence, caller.role);
    return isApart ? { ...view, presence: 'offline', lastSeenAt: null } : view;
  }

  async find(caller: Caller, { q = '', limit = 50, cursor }: FindUsers): Promise<UserPage> {
    const after = cursorKeys(cursor, ['text', 'id'], ['', '']);
    const rows = await this.users.find(
      q,
      { userId: caller.userId, guest: seesOnlyRoommates(caller.role) },
      limit,
      after,
    );
    const { items, next } = page(rows, limit, (user) => [user.displayName, user.id]);
    return { items: items.map(summaryOf), next };
  }

  /**
   * A custom emoji of a status by the name that it had first.
   * @throws Problem `invalid_input`
   */
  private async withKnownEmoji(changes: ProfileChanges, { statusEmoji }: UserEntity): Promise<ProfileChanges> {
    const written = changes.status?.emoji;
    if (!written || customEmojiName(written) === undefined) return changes;
    const emoji = await this.emoji.read(written);
    if (!emoji || (emoji.disabled && emoji.code !== statusEmoji))
      throw new Problem('invalid_input', undefined, { 'status.emoji': ['must be one emoji'] });
    return { ...changes, status: { ...changes.status, emoji: emoji.code } };
  }

  private async change(userId: string, changes: ProfileChanges): Promise<UserEntity> {
    const before = await this.get(userId);
    const columns = columnsOf(changes, before);
    if (Object.keys(columns).length) await this.users.update(userId, columns);
    const user = await this.get(userId);
    if (changes.preferences)
      await this.announcements.publish(new PreferencesChanged(userId, before.preferences, user.preferences));
    return user;
  }

  /** Announces a new name, and the people whose names have become ambiguous, or are no longer. */
  async announceNames(user: UserEntity, before: UserEntity): Promise<void> {
    const others = await this.users.bySkeletons([user.nameSkeleton, before.nameSkeleton].filter(isOfPeople), user.id);
    for (const each of [user, ...others]) await this.announcements.publish(new ProfileChanged(summaryOf(each)));
  }

  /** @throws Problem `user_not_found` */
  async get(userId: string): Promise<UserEntity> {
    const user = await this.users.byId(userId);
    if (!user) throw new Problem('user_not_found');
    return user;
  }
}

function columnsOf(changes: ProfileChanges, before: UserEntity): Partial<UserEntity> {
  const { displayName, bio, preferences, timeZone } = changes;
  return {
    ...(displayName !== undefined && displayNameColumns(displayName)),
    // An introduction that shows nothing is none.
    ...(bio !== undefined && { bio: isBlank(bio) ? '' : bio }),
    ...(preferences && { preferences }),
    ...(timeZone !== undefined && before.role !== 'guest' && { timeZone }),
    ...statusColumns(changes, before),
  };
}

function statusColumns({ status, statusText }: ProfileChanges, before: UserEntity): Partial<UserEntity> {
  if (status !== undefined) return columnsOfStatus(status);
  const isChanged = statusText !== undefined && statusText !== (statusOf(before)?.text ?? '');
  return isChanged ? columnsOfStatus({ text: statusText }) : {};
}
