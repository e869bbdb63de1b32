import { Injectable, Logger } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import type { Message } from '../timeline/message.dto.ts';
import type { PreloadedTargets, TargetsByUser } from '../timeline/notification-target.ts';
import { MessagesDelivered, RoomJoined } from '../timeline/timeline-events.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { type ParleySocket, RealtimeService, wantsAllOf } from '../transport/realtime.service.ts';
import { NotificationEmitter } from './notification-emitter.ts';
import { type NotificationCandidate, NotificationTargetLoader } from './notification-target-loader.ts';
import { addressesEverybody, mayNotify, notifiesOfAll } from './notifications.policy.ts';

/** Messages from before a connection was subscribed to the room that may notify it. */
const MAX_MESSAGES_AT_JOIN = 20;
/** Messages whose targets are looked up together. */
const MAX_BATCH_MESSAGES = 500;

/**
 * Notifies members of messages: each node its own connections, of what it has just delivered to them. So a notification
 * reaches every connection that receives the message as an event, and messages caught up by `sync` do not notify.
 */
@Injectable()
export class NotificationsService {
  private readonly logger = new Logger(NotificationsService.name);
  private readonly queue: NotificationCandidate[] = [];
  private isProcessing = false;

  constructor(
    private readonly targets: NotificationTargetLoader,
    private readonly emitter: NotificationEmitter,
    private readonly timeline: TimelineRepository,
    private readonly realtime: RealtimeService,
    events: DomainEvents,
  ) {
    events.on(MessagesDelivered, (delivery) => this.delivered(delivery));
    events.on(RoomJoined, (joined) => this.joined(joined));
  }

  private delivered({ messages, isDirect, targets }: MessagesDelivered): Promise<void> | undefined {
    const [any] = messages;
    const isAllWanted = any !== undefined && this.realtime.wantsAnyAllOf(any.roomId);
    const notifying = messages.filter(
      (message) => mayNotify(message, isDirect) || (isAllWanted && notifiesOfAll(message)),
    );
    const [first] = notifying;
    // The current connections of the room: a connection that joins later did not receive the messages.
    return first && this.notify(notifying, isDirect, this.realtime.socketsInRoom(first.roomId), targets);
  }

  /** Messages between a person's join and the subscription of their connection were not delivered to it, but notify. */
  private async joined({ socket, roomId, isDirect, upToSeq }: RoomJoined): Promise<void> {
    const target = await this.targets.find(roomId, socket.data.caller.userId);
    if (!target || target.lastReadSeq >= upToSeq) return;
    const visibleFrom = socket.data.visibleFrom.get(roomId) ?? 1;
    const messages = await this.timeline.after(roomId, visibleFrom, target.lastReadSeq, MAX_MESSAGES_AT_JOIN);
    const notifying = messages.filter((message) => message.seq <= upToSeq && mayNotify(message, isDirect));
    await this.notify(notifying, isDirect, [socket]);
  }

  /** @returns settles when everything in the queue is processed; undefined when nothing had to be looked up */
  private notify(
    messages: Message[],
    isDirect: boolean,
    listeners: ParleySocket[],
    targets?: PreloadedTargets,
  ): Promise<void> | undefined {
    for (const message of messages) {
      const mayBeAnybody = addressesEverybody(message, isDirect) || message.threadId !== null;
      const others = listeners.filter(({ data: { caller } }) => caller.userId !== message.author?.id);
      const sockets = mayBeAnybody
        ? others
        : others.filter(
            (socket) => message.mentions.includes(socket.data.caller.userId) || wantsAllOf(socket, message.roomId),
          );
      if (sockets.length) this.emitOrEnqueue({ message, isDirect, sockets }, targets?.get(message.id));
    }
    return this.queue.length && !this.isProcessing ? this.processQueue() : undefined;
  }

  /** At once, and so in the same write as the message, if no lookup is needed and the queue is empty. */
  private emitOrEnqueue(candidate: NotificationCandidate, preloaded: TargetsByUser | undefined): void {
    if (preloaded && !this.isProcessing && !this.queue.length)
      this.emitter.emit(candidate, {
        targetOf: (_, userId) => preloaded.get(userId),
        mentionsHere: () => false,
      });
    else this.queue.push(candidate);
  }

  /** In the order of delivery; messages delivered during a lookup share the next lookup. */
  private async processQueue(): Promise<void> {
    this.isProcessing = true;
    await new Promise(setImmediate);
    while (this.queue.length) {
      const batch = this.queue.splice(0, MAX_BATCH_MESSAGES);
      try {
        const targets = await this.targets.load(batch);
        for (const candidate of batch) this.emitter.emit(candidate, targets);
      } catch (error) {
        this.logger.warn(`Of ${batch.length} messages no notification was sent: ${String(error)}`);
      }
    }
    this.isProcessing = false;
  }
}
