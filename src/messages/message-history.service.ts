import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, cursorOf } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Changes, EditPage, History, Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { MessageAccess } from './message-access.ts';
import type { ChangesQuery, EditsQuery, HistoryQuery, PreviewQuery } from './messages.dto.ts';
import { maySeeEdits, readerOf } from '../shared/messages.policy.ts';
import { previewRefusal } from '../shared/rooms.policy.ts';
import { withoutFileUrls } from '../timeline/message.view.ts';

const DEFAULT_PAGE_MESSAGES = 50;
/** A page of earlier texts: at most so many, and no further one once they have so many bytes. */
const MAX_EDITS = 50;
const MAX_EDITS_BYTES = 250_000;

/** Reads single messages, a range of a room's history, its changes, and earlier texts. */
@Injectable()
export class MessageHistoryService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageAccess,
    private readonly repository: TimelineRepository,
    private readonly timeline: TimelineService,
  ) {}

  find(caller: Caller, messageId: string): Promise<Message> {
    return this.messages.find(caller, messageId);
  }

  /** A page of the earlier texts of a message, oldest first; for its author and the moderators of the room. */
  async edits(caller: Caller, messageId: string, { limit = MAX_EDITS, cursor }: EditsQuery): Promise<EditPage> {
    const { roomId, author } = await this.messages.find(caller, messageId);
    const admission = await this.access.allow(caller, roomId, 'read');
    if (!maySeeEdits(readerOf(admission, author?.id === caller.userId))) throw new Problem('forbidden');
    const after = Number(cursorKeys(cursor, ['seq'], ['0'])[0]);
    const edits = await this.repository.edits(messageId, after, limit, MAX_EDITS_BYTES);
    const last = edits.at(-1)?.revision;
    const hasMore = last !== undefined && (await this.repository.hasEditsAfter(messageId, last));
    return {
      items: edits.map(({ body, saidAt }) => ({ body, saidAt })),
      next: hasMore ? cursorOf([String(last)]) : null,
    };
  }

  async history(caller: Caller, roomId: string, query: HistoryQuery): Promise<History> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    const { before, after, around, at, limit = DEFAULT_PAGE_MESSAGES } = query;
    if ([before, after, around, at].filter((value) => value !== undefined).length > 1)
      throw new Problem('invalid_input', undefined, { before: ['give one of before, after, around and at'] });
    const range = { before, after, around, limit, ...(at && { at: new Date(at) }) };
    return this.timeline.history(roomId, visibleFromSeq, range);
  }

  /** The newest messages of a room that the caller is not in, or those before a seq. Nothing of it counts as read. */
  async preview(
    caller: Caller,
    roomId: string,
    { before, limit = DEFAULT_PAGE_MESSAGES }: PreviewQuery,
  ): Promise<History> {
    const { visibleFromSeq, passwordHash, ...entry } = await this.access.allow(caller, roomId, 'preview');
    const refusal = previewRefusal({ ...entry, passwordProtected: passwordHash !== null });
    if (refusal) throw new Problem(refusal);
    const page = await this.timeline.history(roomId, visibleFromSeq, { before, limit });
    return { ...page, items: page.items.map(withoutFileUrls) };
  }

  async changes(caller: Caller, roomId: string, { since: revision, ...known }: ChangesQuery): Promise<Changes> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    return this.timeline.changes(roomId, visibleFromSeq, { revision, ...known });
  }
}
