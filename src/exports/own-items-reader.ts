import { Injectable } from '@nestjs/common';
import type { DraftEntry } from '../drafts/drafts.dto.ts';
import { DraftsRepository } from '../drafts/drafts.repository.ts';
import { type OwnReaction, ReactionsRepository } from '../messages/reactions.repository.ts';
import type { AttentionLogEntity } from '../notifications/attention/attention-log.entity.ts';
import { AttentionLogRepository } from '../notifications/attention/attention-log.repository.ts';
import type { PushDevice } from '../push/push.dto.ts';
import { pushDeviceView } from '../push/push.view.ts';
import { PushDevicesRepository } from '../push/push-devices.repository.ts';
import type { SavedEntry } from '../saved/saved.dto.ts';
import { SavedRepository } from '../saved/saved.repository.ts';
import { type FollowedThread, FollowersRepository } from '../timeline/followers.repository.ts';

/** What a person has begun to write, follows, has saved and reacted to, was notified of, and where. */
export interface OwnItems {
  drafts: DraftEntry[];
  followedThreads: FollowedThread[];
  notifications: (Omit<AttentionLogEntity, 'userId'> & { userId: undefined })[];
  pushDevices: PushDevice[];
  reactions: OwnReaction[];
  savedMessages: SavedEntry[];
}

/** Reads what belongs to a person alone beside their account. */
@Injectable()
export class OwnItemsReader {
  constructor(
    private readonly drafts: DraftsRepository,
    private readonly followers: FollowersRepository,
    private readonly attention: AttentionLogRepository,
    private readonly saved: SavedRepository,
    private readonly reactions: ReactionsRepository,
    private readonly devices: PushDevicesRepository,
  ) {}

  async of(userId: string): Promise<OwnItems> {
    return {
      drafts: await this.drafts.ofUser(userId),
      followedThreads: await this.followers.ofUser(userId),
      notifications: (await this.attention.ofUser(userId)).map((note) => ({ ...note, userId: undefined })),
      pushDevices: (await this.devices.of(userId)).map((device) => pushDeviceView(device, null)),
      reactions: await this.reactions.ofUser(userId),
      savedMessages: await this.saved.ofUser(userId),
    };
  }
}
