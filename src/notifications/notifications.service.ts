import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { preloadedTargets } from '../messages/preloaded-targets.ts';
import { parseMentions } from '../shared/mentions.ts';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import { type NotificationTarget, MembersRepository } from '../rooms/members.repository.ts';
import { mayMentionRoom } from '../shared/rooms.policy.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { MessagesDelivered, RoomJoined } from '../timeline/timeline-events.ts';
import { type NotificationEffects, effectsFor } from './notifications.policy.ts';

/** Rings at most for what was said before a connection heard of the room. */
const AT_FIRST = 20;
/** Messages that are rung for together. */
const TOGETHER = 500;

/** A message that may call somebody among these connections. */
interface Call {
  message: Message;
  isDirect: boolean;
  sockets: ParleySocket[];
}

/** A connection whose person's attention is asked for. */
type Called = Pick<NotificationEffects, 'kind' | 'silent'> & { socket: ParleySocket };

/**
 * Rings where somebody's attention is asked for: each node at its own connections, for what it has just told them. So a
 * ring reaches everybody whom the message reaches, on whatever way that came; and what a connection reads up is silent.
 */
@Injectable()
export class NotificationsService {
  private readonly logger = new Logger(NotificationsService.name);
  private readonly waiting: Call[] = [];
  private ringing = false;

  constructor(
    private readonly members: MembersRepository,
    private readonly rooms: RoomsRepository,
    private readonly timeline: TimelineRepository,
    private readonly online: PresenceHeartbeat,
    private readonly realtime: RealtimeService,
    announcements: DomainEvents,
  ) {
    announcements.on(MessagesDelivered, ({ messages, isDirect }) => this.told(messages, isDirect));
    announcements.on(RoomJoined, (entered) => this.entered(entered));
  }

  /** Most messages call nobody, and need nothing looked up. */
  private told(messages: Message[], isDirect: boolean): Promise<void> | undefined {
    const calling = messages.filter((message) => calls(message, isDirect));
    const [first] = calling;
    // Whoever hears the room now: a connection that comes a moment later was not told.
    return first && this.ringFor(calling, isDirect, this.realtime.socketsInRoom(first.roomId));
  }

  /** What was said between somebody's entering and their connection's hearing was told to nobody, and is rung for. */
  private async entered({ socket, roomId, isDirect, upToSeq: upTo }: RoomJoined): Promise<void> {
    const { userId } = socket.data.caller;
    const hearer = (await this.members.notificationTargets([{ roomId, userId }])).get(`${roomId} ${userId}`);
    if (!hearer || hearer.lastReadSeq >= upTo) return;
    const from = socket.data.visibleFrom.get(roomId) ?? 1;
    const messages = await this.timeline.after(roomId, from, hearer.lastReadSeq, AT_FIRST);
    const calling = messages.filter((message) => message.seq <= upTo && calls(message, isDirect));
    await this.ringFor(calling, isDirect, [socket]);
  }

  /** What it answers is for whoever has to wait for the end of everything. */
  private ringFor(messages: Message[], isDirect: boolean, listeners: ParleySocket[]): Promise<void> | undefined {
    for (const message of messages) {
      const anybody = callsEverybody(message, isDirect) || message.threadId !== null;
      const others = listeners.filter(({ data: { caller } }) => caller.userId !== message.author?.id);
      const sockets = anybody ? others : others.filter(({ data }) => message.mentions.includes(data.caller.userId));
      if (sockets.length) this.ringOrWait({ message, isDirect, sockets });
    }
    return this.waiting.length && !this.ringing ? this.run() : undefined;
  }

  /** At once, and so in one write with the message, if nothing has to be looked up and nothing comes before it. */
  private ringOrWait(call: Call): void {
    const hearers = this.ringing || this.waiting.length ? undefined : preloadedTargets.get(call.message);
    if (hearers)
      this.emit(
        call.message,
        this.calledBy(call, false, (userId) => hearers.get(userId)),
      );
    else this.waiting.push(call);
  }

  /** In the order in which it was told; whatever comes while something is looked up is looked up together next. */
  private async run(): Promise<void> {
    this.ringing = true;
    await new Promise(setImmediate);
    while (this.waiting.length) {
      try {
        await this.ring(this.waiting.splice(0, TOGETHER));
      } catch (error) {
        this.logger.warn(`Nobody was rung for: ${String(error)}`);
      }
    }
    this.ringing = false;
  }

  private async ring(waited: Call[]): Promise<void> {
    const here = new Set<Message>();
    for (const { message } of waited) if (callsHere(message) && (await this.mayCallHere(message))) here.add(message);
    const hearers = await this.members.notificationTargets(waited.flatMap(namedBy), [
      ...new Set(waited.flatMap(({ message }) => message.threadId ?? [])),
    ]);
    for (const call of waited) {
      const hearerOf = (userId: string) => hearers.get(`${call.message.roomId} ${userId}`);
      this.emit(call.message, this.calledBy(call, here.has(call.message), hearerOf));
    }
  }

  private calledBy(
    { message, isDirect, sockets }: Call,
    isHere: boolean,
    hearerOf: (userId: string) => NotificationTarget | undefined,
  ): Called[] {
    const now = new Date();
    return sockets.flatMap((socket) => {
      const { userId } = socket.data.caller;
      const hearer = hearerOf(userId);
      if (!hearer) return [];
      const follows = followsAt(hearer, message);
      const hearing = { ...hearer, ...this.hearing(message, userId), isDirect, mentionsHere: isHere, follows };
      const attention = effectsFor(hearing, now);
      return attention ? [{ kind: attention.kind, silent: attention.silent, socket }] : [];
    });
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
      const ring = { kind, silent, roomId, message: redactBefore(from(first))(message) };
      const sockets = alike.map(({ socket }) => socket);
      this.realtime.emitToSockets(roomId, sockets, 'notification', ring);
    }
  }

  /** `@here` rings for those who are there and leaves no mark: nobody has missed anything who comes later. */
  private async mayCallHere({ author, roomId }: Message): Promise<boolean> {
    const facts = author && (await this.rooms.facts(roomId, author.id));
    return !!facts && mayMentionRoom(facts, facts.mentionRoomBy);
  }

  private hearing(message: Message, userId: string) {
    return {
      presence: this.online.availabilityOf(userId),
      isAuthor: message.author?.id === userId,
      isMentioned: message.mentions.includes(userId),
      mentionsRoom: message.mentionsRoom,
    };
  }
}

/** What is passed on calls nobody again. */
const callsHere = ({ body, forwarded }: Message): boolean => !forwarded && parseMentions(body).here;

const callsEverybody = (message: Message, isDirect: boolean): boolean =>
  isDirect || message.mentionsRoom || callsHere(message);

/** Whether a message may ask for anybody's attention. */
const calls = (message: Message, isDirect: boolean): boolean =>
  message.kind === 'text' &&
  !message.deletedAt &&
  (message.mentions.length > 0 || message.threadId !== null || callsEverybody(message, isDirect));

/** Whom it may call whatever they follow: followers are found by its thread. */
const namedBy = ({ message, isDirect, sockets }: Call) =>
  sockets
    .map(({ data: { caller } }) => ({ roomId: message.roomId, userId: caller.userId }))
    .filter(({ userId }) => callsEverybody(message, isDirect) || message.mentions.includes(userId));

const followsAt = ({ follows }: NotificationTarget, { threadId, seq }: Message): boolean =>
  threadId !== null && (follows?.get(threadId) ?? Infinity) <= seq;
