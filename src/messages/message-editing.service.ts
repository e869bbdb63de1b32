import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { EditedMentionsResolver } from './edited-mentions-resolver.ts';
import { UnreadCountBroadcaster } from './unread-count-broadcaster.ts';
import { MessageMutations } from './message-mutations.ts';
import { type FixedContent, isDecided, mayEdit } from '../shared/messages.policy.ts';

/** Edits the text of messages. */
@Injectable()
export class MessageEditingService {
  constructor(
    private readonly access: RoomAccess,
    private readonly repository: TimelineRepository,
    private readonly mutations: MessageMutations,
    private readonly counts: UnreadCountBroadcaster,
    private readonly mentions: EditedMentionsResolver,
  ) {}

  /** @throws Problem `forbidden` for messages of others, for forwarded ones, and for polls that somebody has voted in */
  async edit(caller: Caller, messageId: string, body: string): Promise<Message> {
    let before: Message | undefined;
    const edited = await this.mutations.apply(caller, messageId, 'post', async (tx, revision, message) => {
      const { author, roomId, forwarded, poll } = message;
      const isAuthor = author?.id === caller.userId;
      const fixed = { forwarded: forwarded !== null, decided: isDecided(poll) };
      if (!mayEdit({ isAuthor }, fixed)) throw new Problem('forbidden', isAuthor ? reasonOf(fixed) : undefined);
      if (message.body === body) return false;
      before = message;
      const admission = await this.access.allowLocked(tx, caller, roomId, 'post');
      const mentions = await this.mentions.resolve(tx, caller, admission, body);
      await this.repository.edit(tx, { id: messageId, body, revision, ...mentions });
      return true;
    });
    await this.counts.edited(before, edited);
    return edited;
  }
}

const reasonOf = ({ forwarded }: FixedContent): string =>
  forwarded ? 'A forwarded message cannot be edited' : 'The question of a poll stays once it has an answer';
