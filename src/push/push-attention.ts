import { Injectable } from '@nestjs/common';
import { type Availability, PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { type Attention, attentionFor, writesHere } from '../notifications/notifications.policy.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { mayMentionRoom } from '../shared/rooms.policy.ts';
import type { PushFacts } from './push-candidates.repository.ts';
import type { DuePush } from './pushes.repository.ts';

/** What a message is to a person, when it was written and when it is pushed. */
@Injectable()
export class PushAttention {
  constructor(
    private readonly rooms: RoomsRepository,
    private readonly online: PresenceHeartbeat,
  ) {}

  presenceOf(userId: string): Availability {
    return this.online.availabilityOf(userId);
  }

  /** Those of the messages that mention everybody who is online, by an author who may do so. */
  async mentioningHere(facts: PushFacts[]): Promise<Set<string>> {
    const here = new Set<string>();
    const byMessage = new Map(facts.map((each) => [each.messageId, each]));
    for (const { messageId, roomId, authorId, body, isForwarded } of byMessage.values()) {
      if (!mentionsHere(body, isForwarded)) continue;
      const room = await this.rooms.facts(roomId, authorId);
      if (room && mayMentionRoom(room, room.mentionRoomBy)) here.add(messageId);
    }
    return here;
  }

  /** What the message of a push is to its person now: by its present words, their present level and pauses. */
  ofDue(message: NonNullable<DuePush['message']>, kind: DuePush['kind'], now: Date): Attention {
    // Who was online when the message came was mentioned by `@here`, and stays so.
    const stillHere = kind === 'room' && mentionsHere(message.body, message.isForwarded);
    return attentionFor({ ...message, presence: 'online', isAuthor: false, mentionsHere: stillHere }, now);
  }
}

const mentionsHere = (body: string, isForwarded: boolean): boolean => writesHere({ body, forwarded: isForwarded });
