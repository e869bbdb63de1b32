import { Injectable } from '@nestjs/common';
import { Announcements } from '../common/announcements.ts';
import { calledIn } from '../messages/mentions.ts';
import { Online } from '../realtime/online.ts';
import { type ParleySocket, Realtime } from '../realtime/realtime.service.ts';
import { MembersRepository } from '../rooms/members.repository.ts';
import { mayMentionRoom } from '../rooms/rooms.policy.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Message } from '../timeline/message.dto.ts';
import { seenFrom } from '../timeline/message.view.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { MessagesTold, RoomEntered } from '../timeline/told.ts';
import { type Attention, attentionFor } from './notifications.policy.ts';

/** Rings at most for what was said before a connection heard of the room. */
const AT_FIRST = 20;

/** A connection whose person's attention is asked for. */
type Called = Pick<Attention, 'kind' | 'silent'> & { socket: ParleySocket };

/**
 * Rings where somebody's attention is asked for: each node at its own connections, for what it has just told them. So a
 * ring reaches everybody whom the message reaches, on whatever way that came; and what a connection reads up is silent.
 */
@Injectable()
export class NotificationsService {
  /** Until when what was told before is rung for: rings come in the order of messages. */
  private before: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly members: MembersRepository,
    private readonly rooms: RoomsRepository,
    private readonly timeline: TimelineRepository,
    private readonly online: Online,
    private readonly realtime: Realtime,
    announcements: Announcements,
  ) {
    announcements.on(MessagesTold, ({ messages, isDirect }) => this.told(messages, isDirect));
    announcements.on(RoomEntered, (entered) => this.entered(entered));
  }

  /** Most messages call nobody, and need nothing looked up. */
  private async told(messages: Message[], isDirect: boolean): Promise<void> {
    const calling = messages.filter((message) => calls(message, isDirect));
    const [first] = calling;
    // Whoever hears the room now: a connection that comes a moment later was not told.
    if (first) await this.ring(calling, isDirect, this.realtime.listenersOf(first.roomId));
  }

  /** What was said between somebody's entering and their connection's hearing was told to nobody, and is rung for. */
  private async entered({ socket, roomId, isDirect, upTo }: RoomEntered): Promise<void> {
    const hearer = await this.members.hearer(roomId, socket.data.caller.userId);
    if (!hearer || hearer.lastReadSeq >= upTo) return;
    const from = socket.data.visibleFrom.get(roomId) ?? 1;
    const messages = await this.timeline.after(roomId, from, hearer.lastReadSeq, AT_FIRST);
    const calling = messages.filter((message) => message.seq <= upTo && calls(message, isDirect));
    await this.ring(calling, isDirect, [socket]);
  }

  private ring(messages: Message[], isDirect: boolean, sockets: ParleySocket[]): Promise<void> {
    const { before } = this;
    const found = Promise.all(
      messages.map(async (message) => ({ message, called: await this.calledBy(message, isDirect, sockets) })),
    );
    const rung = found.then(async (rings) => {
      await before;
      for (const { message, called } of rings) this.emit(message, called);
    });
    this.before = rung.catch(() => undefined);
    return rung;
  }

  /** Guests hear a quoted message without its words when it was said before they came. */
  private emit(message: Message, called: Called[]): void {
    const { roomId, replyTo } = message;
    const from = ({ socket }: Called) => (replyTo && socket.data.visibleFrom.get(roomId)) ?? 1;
    const groups = Map.groupBy(called, (each) => `${each.kind} ${each.silent} ${from(each)}`);
    for (const alike of groups.values()) {
      const [first] = alike;
      if (!first) continue;
      const { kind, silent } = first;
      const ring = { kind, silent, roomId, message: seenFrom(from(first))(message) };
      const sockets = alike.map(({ socket }) => socket);
      this.realtime.emitToListeners(roomId, sockets, 'notification', ring);
    }
  }

  private async calledBy(message: Message, isDirect: boolean, sockets: ParleySocket[]): Promise<Called[]> {
    const callsHere = await this.callsHere(message);
    const everybody = isDirect || message.mentionsRoom || callsHere;
    const now = new Date();
    const asked = sockets.map(async (socket): Promise<Called[]> => {
      const hearing = this.hearing(message, socket.data.caller.userId);
      if (hearing.isAuthor || !(everybody || hearing.isCalled || hearing.answersThem)) return [];
      const hearer = await this.members.hearer(message.roomId, socket.data.caller.userId);
      const attention = hearer && attentionFor({ ...hearer, ...hearing, isDirect, callsHere }, now);
      return attention ? [{ kind: attention.kind, silent: attention.silent, socket }] : [];
    });
    return (await Promise.all(asked)).flat();
  }

  /** `@here` rings for those who are there and leaves no mark: nobody has missed anything who comes later. */
  private async callsHere({ body, author, roomId, forwarded }: Message): Promise<boolean> {
    if (!author || forwarded || !calledIn(body).here) return false;
    const facts = await this.rooms.facts(roomId, author.id);
    return facts !== undefined && mayMentionRoom({ ...facts, serverRole: author.role }, facts.mentionRoomBy);
  }

  private hearing(message: Message, userId: string) {
    return {
      presence: this.online.of(userId),
      isAuthor: message.author?.id === userId,
      isCalled: message.mentions.includes(userId),
      callsRoom: message.mentionsRoom,
      answersThem: message.replyTo?.author?.id === userId,
    };
  }
}

/** Whether a message may ask for anybody's attention. */
const calls = ({ kind, deletedAt, mentions, mentionsRoom, replyTo, body }: Message, isDirect: boolean): boolean =>
  kind === 'text' &&
  !deletedAt &&
  (isDirect || mentions.length > 0 || mentionsRoom || replyTo !== null || calledIn(body).here);
