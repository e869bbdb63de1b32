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
    announcements.on(MessagesSent, (sent) => this.ringFor(sent));
  }

  /** Most messages call nobody, and need nothing looked up. */
  private async ringFor({ messages, directRooms }: MessagesSent): Promise<void> {
    const calling = messages.filter((message) => directRooms.has(message.roomId) || calls(message));
    if (!calling.length) return;
    const rung = await Promise.all(calling.map(async (message) => ({ message, here: await this.callsHere(message) })));
    const hearers = await this.members.hearers(whoMightHear(rung));
    for (const { message, here } of rung) this.ring(message, here, hearers.get(message.roomId) ?? []);
  }

  private ring(message: Message, callsHere: boolean, hearers: Hearer[]): void {
    const { roomId, replyTo } = message;
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

/** Of each room all whom its messages may call; which of them calls whom is settled for each by itself. */
function whoMightHear(rung: { message: Message; here: boolean }[]): Map<string, Set<string> | 'everybody'> {
  const asked = new Map<string, Set<string> | 'everybody'>();
  for (const { message, here } of rung) {
    const { roomId, mentions, mentionsRoom, replyTo } = message;
    const before = asked.get(roomId);
    if (before === 'everybody' || mentionsRoom || here) asked.set(roomId, 'everybody');
    else asked.set(roomId, new Set([...(before ?? []), ...mentions, ...(replyTo?.author ? [replyTo.author.id] : [])]));
  }
  return asked;
}

const calls = ({ mentions, mentionsRoom, replyTo, body }: Message): boolean =>
  mentions.length > 0 || mentionsRoom || replyTo !== null || calledIn(body).here;
