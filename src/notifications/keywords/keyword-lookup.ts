import { Injectable } from '@nestjs/common';
import { Database } from '../../common/database/database.ts';
import { RoomUpdateBroadcaster } from '../../rooms/room-update-broadcaster.ts';
import { keywordFinder } from '../../shared/keywords.ts';
import type { Message } from '../../timeline/message.dto.ts';
import { TimelineRepository } from '../../timeline/timeline.repository.ts';
import { KeywordRinger } from './keyword-ringer.ts';
import { type DueRoom, type KeywordHit, KeywordsRepository } from './keywords.repository.ts';

/** Messages of a room in a round. */
const MAX_MESSAGES = 500;

/** Looks for keywords in the messages since the last round. A round that is repeated, on any node, finds nothing twice. */
@Injectable()
export class KeywordLookup {
  constructor(
    private readonly keywords: KeywordsRepository,
    private readonly timeline: TimelineRepository,
    private readonly ringer: KeywordRinger,
    private readonly roomUpdates: RoomUpdateBroadcaster,
    private readonly database: Database,
  ) {}

  async run(): Promise<void> {
    for (const room of await this.keywords.due()) await this.look(room);
  }

  private async look(room: DueRoom): Promise<void> {
    const { roomId, mark, lastSeq } = room;
    // What was written before anybody wished to know is not looked at.
    const messages = mark === null ? [] : await this.timeline.after(roomId, 1, mark, MAX_MESSAGES);
    const last = messages.at(-1)?.seq ?? 0;
    const upTo = messages.length < MAX_MESSAGES ? Math.max(lastSeq, last) : last;
    const people = room.people.map(({ keywords, ...person }) => ({ ...person, isFoundIn: keywordFinder(keywords) }));
    const found = messages.flatMap((message) => hitsIn(message, people));
    const hits = await this.database.transaction((tx) => this.keywords.note(tx, roomId, upTo, found));
    if (!hits.length) return;
    await this.roomUpdates.countsChanged(roomId, [...new Set(hits.map(({ userId }) => userId))]);
    const byId = new Map(messages.map((message) => [message.id, message]));
    for (const [messageId, its] of Map.groupBy(hits, (hit) => hit.messageId)) {
      const message = byId.get(messageId);
      if (message)
        await this.ringer.ring(
          message,
          its.map(({ userId }) => userId),
        );
    }
  }
}

interface Seeker {
  userId: string;
  visibleFromSeq: number;
  isFoundIn: ((body: string) => boolean) | undefined;
}

/** Whom a message mentions anyway is told by that. */
function hitsIn(message: Message, people: readonly Seeker[]): KeywordHit[] {
  const { id: messageId, kind, deletedAt, seq, author, mentions, mentionsRoom, body } = message;
  if (kind !== 'text' || deletedAt || mentionsRoom) return [];
  return people.flatMap(({ userId, visibleFromSeq, isFoundIn }) => {
    if (userId === author?.id || mentions.includes(userId) || seq < visibleFromSeq) return [];
    return isFoundIn?.(body) ? [{ userId, seq, messageId }] : [];
  });
}
