import { Injectable } from '@nestjs/common';
import { MembersRepository } from '../rooms/members/members.repository.ts';
import type { NotificationTarget } from '../timeline/notification-target.ts';
import { RoomsRepository } from '../rooms/rooms.repository.ts';
import { mayMentionRoom } from '../shared/rooms.policy.ts';
import type { Message } from '../timeline/message.dto.ts';
import { type ParleySocket, wantsAllOf } from '../transport/realtime.service.ts';
import { KeywordsRepository } from './keywords/keywords.repository.ts';
import { addressesEverybody, writesHere } from './notifications.policy.ts';

/** A message, and the connections that it may notify. */
export interface NotificationCandidate {
  message: Message;
  isDirect: boolean;
  sockets: ParleySocket[];
}

/** One person, as a message finds them. */
export interface LoadedTarget {
  /** Absent for people who are not in the room. */
  target?: NotificationTarget;
  /** Whether the author may mention everybody who is online, and does. */
  mentionsHere: boolean;
  hasKeyword: boolean;
}

/** The loaded members that some messages may notify. */
export interface LoadedTargets {
  targetOf(message: Message, userId: string): NotificationTarget | undefined;
  /** Whether the author of a message may mention everybody who is online, and does. */
  mentionsHere(message: Message): boolean;
}

/** Loads the members that messages may notify, for many messages at once. */
@Injectable()
export class NotificationTargetLoader {
  constructor(
    private readonly members: MembersRepository,
    private readonly rooms: RoomsRepository,
    private readonly keywords: KeywordsRepository,
  ) {}

  async find(roomId: string, userId: string): Promise<NotificationTarget | undefined> {
    return (await this.members.notificationTargets([{ roomId, userId }])).get(`${roomId} ${userId}`);
  }

  /** The facts of one person. */
  async loadOne(message: Message, userId: string): Promise<LoadedTarget> {
    const { roomId, threadId } = message;
    const threadIds = threadId === null ? [] : [threadId];
    const targets = await this.members.notificationTargets([{ roomId, userId }], threadIds);
    const target = targets.get(`${roomId} ${userId}`);
    const mentionsHere = writesHere(message) && (await this.mayMentionHere(message));
    return { ...(target && { target }), mentionsHere, hasKeyword: await this.keywords.has(message, userId) };
  }

  async load(candidates: NotificationCandidate[]): Promise<LoadedTargets> {
    const here = new Set<Message>();
    for (const { message } of candidates)
      if (writesHere(message) && (await this.mayMentionHere(message))) here.add(message);
    const threadIds = new Set(candidates.flatMap(({ message }) => message.threadId ?? []));
    const targets = await this.members.notificationTargets(candidates.flatMap(addressed), [...threadIds]);
    return {
      targetOf: ({ roomId }, userId) => targets.get(`${roomId} ${userId}`),
      mentionsHere: (message) => here.has(message),
    };
  }

  /** `@here` notifies members who are online and is not stored, so it does not count as an unread mention. */
  private async mayMentionHere({ author, roomId }: Message): Promise<boolean> {
    const facts = author && (await this.rooms.facts(roomId, author.id));
    return !!facts && mayMentionRoom(facts, facts.mentionRoomBy);
  }
}

/** The members that a message may notify regardless of followed threads; followers are found by the thread. */
const addressed = ({ message, isDirect, sockets }: NotificationCandidate) =>
  sockets
    .filter(
      (socket) =>
        addressesEverybody(message, isDirect) ||
        message.mentions.includes(socket.data.caller.userId) ||
        wantsAllOf(socket, message.roomId),
    )
    .map(({ data: { caller } }) => ({ roomId: message.roomId, userId: caller.userId }));
