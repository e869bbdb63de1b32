import { Injectable } from '@nestjs/common';
import { Announcements } from '../common/announcements.ts';
import { calledIn } from '../messages/mentions.ts';
import { MessagesSent } from '../messages/message-writer.ts';
import { Online } from '../realtime/online.ts';
import { Realtime } from '../realtime/realtime.service.ts';
import { type Hearer, MembersRepository } from '../rooms/members.repository.ts';
import { mayMentionRoom } from '../rooms/rooms.policy.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Message } from '../timeline/message.dto.ts';
import { seenFrom } from '../timeline/message.view.ts';
import { attentionFor } from './notifications.policy.ts';

/** Rings where somebody's attention is asked for. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly members: MembersRepository,
    private readonly rooms: RoomsRepository,
    private readonly online: Online,
    private readonly realtime: Realtime,
    announcements: Announcements,
  ) {
    announcements.on(MessagesSent, ({ messages }) => this.ringFor(messages));
  }

  /** Most messages call nobody: one look for all that were said together. */
  private async ringFor(messages: Message[]): Promise<void> {
    const direct = await this.rooms.directAmong(new Set(messages.map(({ roomId }) => roomId)));
    for (const message of messages) if (direct.has(message.roomId) || calls(message)) await this.ring(message);
  }

  private async ring(message: Message): Promise<void> {
    const { roomId, mentions, mentionsRoom, replyTo } = message;
    const callsHere = await this.callsHere(message);
    const called = [...mentions, replyTo?.author?.id].filter((id) => id !== undefined);
    const hearers = await this.members.hearers(roomId, mentionsRoom || callsHere ? 'everybody' : called);
    const now = new Date();
    const rings = hearers.flatMap((hearer) => {
      const attention = attentionFor({ ...this.hearing(message, hearer), callsHere }, now);
      const from = replyTo && hearer.visibleFromSeq > replyTo.seq ? hearer.visibleFromSeq : 1;
      return attention ? [{ ...attention, from, userId: hearer.userId }] : [];
    });
    for (const [, alike] of Map.groupBy(rings, ({ kind, silent, from }) => `${kind} ${silent} ${from}`)) {
      const channels = alike.map(({ userId }) => `user:${userId}` as const);
      const [first] = alike;
      if (!first) continue;
      const { kind, silent, from } = first;
      this.realtime.emit(channels, 'notification', { kind, silent, roomId, message: seenFrom(from)(message) });
    }
  }

  /** `@here` rings for those who are there and leaves no mark: nobody has missed anything who comes later. */
  private async callsHere({ body, author, roomId, forwarded }: Message): Promise<boolean> {
    if (!author || forwarded || !calledIn(body).here) return false;
    const facts = await this.rooms.facts(roomId, author.id);
    return facts !== undefined && mayMentionRoom({ ...facts, serverRole: author.role }, facts.mentionRoomBy);
  }

  private hearing(message: Message, { userId, notify, isDirect, preferences }: Hearer) {
    return {
      notify,
      isDirect,
      preferences,
      presence: this.online.of(userId),
      isAuthor: message.author?.id === userId,
      isCalled: message.mentions.includes(userId),
      callsRoom: message.mentionsRoom,
      answersThem: message.replyTo?.author?.id === userId,
    };
  }
}

const calls = ({ mentions, mentionsRoom, replyTo, body }: Message): boolean =>
  mentions.length > 0 || mentionsRoom || replyTo !== null || calledIn(body).here;
