import { Injectable } from '@nestjs/common';
import { CustomEmojiRepository } from '../emoji/custom-emoji.repository.ts';
import { GroupsRepository } from '../groups/groups.repository.ts';
import {
  type OwnSubscription,
  SubscriptionsRepository,
} from '../integrations/subscriptions/subscriptions.repository.ts';
import { CallsRepository } from '../calls/calls.repository.ts';
import { type OwnOption, type OwnVote, PollsRepository } from '../messages/polls/polls.repository.ts';
import { type OwnReaction, ReactionsRepository } from '../messages/reactions.repository.ts';
import type { AttentionLogEntity } from '../notifications/attention/attention-log.entity.ts';
import { AttentionLogRepository } from '../notifications/attention/attention-log.repository.ts';
import type { PushDevice } from '../push/push.dto.ts';
import { pushDeviceView } from '../push/push.view.ts';
import { PushDevicesRepository } from '../push/push-devices.repository.ts';
import { type FollowedThread, FollowersRepository } from '../timeline/followers.repository.ts';
import { type PersonalItems, PersonalItemsReader } from './personal-items-reader.ts';

/** What a person follows, has voted for, reacted to, was notified of, and where, the groups that they are in, where they have events sent, and what only they see. */
export interface OwnItems extends PersonalItems {
  followedThreads: FollowedThread[];
  groups: { handle: string; name: string; since: Date }[];
  notifications: (Omit<AttentionLogEntity, 'userId'> & { userId: undefined })[];
  pushDevices: PushDevice[];
  pollOptions: OwnOption[];
  pollVotes: OwnVote[];
  reactions: OwnReaction[];
  customEmoji: { name: string; createdAt: Date }[];
  calls: { roomId: string; startedAt: Date }[];
  subscriptions: OwnSubscription[];
}

/** Reads what belongs to a person alone beside their account. */
@Injectable()
export class OwnItemsReader {
  constructor(
    private readonly followers: FollowersRepository,
    private readonly attention: AttentionLogRepository,
    private readonly reactions: ReactionsRepository,
    private readonly devices: PushDevicesRepository,
    private readonly polls: PollsRepository,
    private readonly personal: PersonalItemsReader,
    private readonly groups: GroupsRepository,
    private readonly calls: CallsRepository,
    private readonly emoji: CustomEmojiRepository,
    private readonly subscriptions: SubscriptionsRepository,
  ) {}

  async of(userId: string): Promise<OwnItems> {
    return {
      followedThreads: await this.followers.ofUser(userId),
      groups: await this.groups.ofUser(userId),
      notifications: (await this.attention.ofUser(userId)).map((note) => ({ ...note, userId: undefined })),
      pushDevices: (await this.devices.of(userId)).map((device) => pushDeviceView(device, null)),
      pollOptions: await this.polls.optionsOf(userId),
      pollVotes: await this.polls.votesOf(userId),
      reactions: await this.reactions.ofUser(userId),
      customEmoji: await this.emoji.ofUser(userId),
      calls: await this.calls.ofUser(userId),
      subscriptions: await this.subscriptions.ofPerson(userId),
      ...(await this.personal.of(userId)),
    };
  }
}
