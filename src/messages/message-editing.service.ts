import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import type { Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { MembersRepository } from '../rooms/members/members.repository.ts';
import { type Admission, RoomAccess } from '../rooms/room-access.ts';
import { mayMentionRoom } from '../shared/rooms.policy.ts';
import type { Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { UnreadCountBroadcaster } from './unread-count-broadcaster.ts';
import { namesToLookUp, parseMentions, resolveMentions } from '../shared/mentions.ts';
import { MessageMutations } from './message-mutations.ts';
import { type FixedContent, isDecided, mayEdit } from '../shared/messages.policy.ts';

/** Edits the text of messages. */
@Injectable()
export class MessageEditingService {
  constructor(
    private readonly access: RoomAccess,
    private readonly members: MembersRepository,
    private readonly repository: TimelineRepository,
    private readonly mutations: MessageMutations,
    private readonly counts: UnreadCountBroadcaster,
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
      const mentions = await this.mentionsIn(tx, admission, body);
      await this.repository.edit(tx, { id: messageId, body, revision, ...mentions });
      return true;
    });
    await this.counts.edited(before, edited);
    return edited;
  }

  /** Only members can be mentioned, and the whole room only by members with that right. */
  private async mentionsIn(tx: Tx, admission: Admission, body: string) {
    const written = parseMentions(body);
    const names = namesToLookUp(written);
    const idsByName = names.length
      ? await this.members.idsByName(tx, admission.roomId, names)
      : new Map<string, string>();
    return {
      mentions: resolveMentions(written, idsByName),
      mentionsRoom: written.room && mayMentionRoom(admission, admission.mentionRoomBy),
    };
  }
}

const reasonOf = ({ forwarded }: FixedContent): string =>
  forwarded ? 'A forwarded message cannot be edited' : 'The question of a poll stays once it has an answer';
