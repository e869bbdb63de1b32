import { Injectable } from '@nestjs/common';
import type { DraftEntry } from '../drafts/drafts.dto.ts';
import { DraftsRepository } from '../drafts/drafts.repository.ts';
import { type OwnReaction, ReactionsRepository } from '../messages/reactions.repository.ts';
import type { AttentionLogEntity } from '../notifications/attention/attention-log.entity.ts';
import { AttentionLogRepository } from '../notifications/attention/attention-log.repository.ts';
import type { SavedEntry } from '../saved/saved.dto.ts';
import { SavedRepository } from '../saved/saved.repository.ts';
import { type FollowedThread, FollowersRepository } from '../timeline/followers.repository.ts';

/** What a person has begun to write, follows, has saved and reacted to, and was notified of. */
export interface OwnItems {
  drafts: DraftEntry[];
  followedThreads: FollowedThread[];
  notifications: (Omit<AttentionLogEntity, 'userId'> & { userId: undefined })[];
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
  ) {}

  async of(userId: string): Promise<OwnItems> {
    return {
      drafts: await this.drafts.ofUser(userId),
      followedThreads: await this.followers.ofUser(userId),
      notifications: (await this.attention.ofUser(userId)).map((note) => ({ ...note, userId: undefined })),
      reactions: await this.reactions.ofUser(userId),
      savedMessages: await this.saved.ofUser(userId),
    };
  }
}
