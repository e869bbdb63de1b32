import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { limits } from '../shared/limits.ts';
import { MembersRepository } from '../rooms/members/members.repository.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { MessageAccess } from './message-access.ts';
import type { Readers } from './messages.dto.ts';

/** The readers of a message. Members who hide their read receipts see none, and large rooms show only the number. */
@Injectable()
export class ReadersService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly members: MembersRepository,
    private readonly timeline: TimelineService,
  ) {}

  async of(caller: Caller, messageId: string): Promise<Readers> {
    const { roomId, seq, author, inRoom, threadId } = await this.messages.find(caller, messageId);
    const place = { roomId, seq, threadId: inRoom ? null : threadId };
    const readers = await this.members.readers(place, caller.userId, author?.id);
    const large = (await this.timeline.memberCount(roomId)) > limits.namedReaders;
    return { items: large ? [] : readers, next: null, count: readers.length };
  }
}
