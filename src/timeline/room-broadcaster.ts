import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { metrics } from '../common/observability/metrics.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import type { Message } from './message.dto.ts';
import { redactBefore } from './message.view.ts';
import type { PreloadedTargets } from './notification-target.ts';
import { MessagesDelivered, NoticesRecovered } from './timeline-events.ts';

/** Up to where a room was broadcast. */
interface BroadcastPosition {
  /** Of the last message. */
  seq: number;
  /** A direct room or group conversation. */
  isDirect: boolean;
}

const NO_TARGETS: PreloadedTargets = new Map();

/** Sends changes of a room to the sockets of this node that are in it, in the order given; `RoomFeed` keeps the order. */
@Injectable()
export class RoomBroadcaster {
  constructor(
    private readonly realtime: RealtimeService,
    private readonly events: DomainEvents,
  ) {}

  /** Consecutive new messages are sent in a single event. */
  broadcast(roomId: string, room: BroadcastPosition, messages: Message[], targets: PreloadedTargets): void {
    const listeners = this.realtime.server.of('/').adapter.rooms.get(`room:${roomId}`)?.size ?? 0;
    metrics.deliveries.inc(listeners * messages.length);
    const before = room.seq;
    let pending: Message[] = [];
    const flush = () => {
      this.emitNew(roomId, pending);
      pending = [];
    };
    for (const message of messages) {
      if (message.seq > room.seq) {
        room.seq = message.seq;
        if (message.system?.event === 'room_converted') room.isDirect = false;
        const departure = departureOf(message);
        if (departure) {
          // Former members receive nothing from here on, whether or not the hint of it has reached this node.
          flush();
          this.release(roomId, departure);
        }
        pending.push(message);
      } else {
        flush();
        this.emitChanged(roomId, message);
      }
    }
    flush();
    // Among them messages that changed again before they were broadcast: their revision is above those of later messages.
    const created = messages.filter(({ seq }) => seq > before).sort((a, b) => a.seq - b.seq);
    if (created.length) void this.events.publish(new MessagesDelivered(created, room.isDirect, targets));
  }

  /** The same for changes that were read from the database. */
  broadcastRecovered(roomId: string, room: BroadcastPosition, messages: Message[]): void {
    this.broadcast(roomId, room, messages, NO_TARGETS);
    const notices = messages.filter(({ system }) => system);
    if (notices.length) void this.events.publish(new NoticesRecovered(notices));
  }

  private emitNew(roomId: string, messages: Message[]): void {
    const [first] = messages;
    const { others, joinedLater } = this.recipientsOf(roomId, messages);
    if (messages.length > 1) others.emit('receive_messages', messages);
    else if (first) others.emit('receive_message', first);
    for (const { socket, from } of joinedLater)
      for (const message of messages) socket.emit('receive_message', redactBefore(from)(message));
  }

  private emitChanged(roomId: string, message: Message): void {
    const { others, joinedLater } = this.recipientsOf(roomId, [message]);
    others.emit('message_changed', message);
    for (const { socket, from } of joinedLater)
      if (from <= message.seq) socket.emit('message_changed', redactBefore(from)(message));
  }

  private release(roomId: string, { userId, reason }: Departure): void {
    for (const socket of this.realtime.socketsOfUser(userId)) {
      if (!socket.rooms.has(`room:${roomId}`)) continue;
      void socket.leave(`room:${roomId}`);
      socket.emit('room_left', { roomId, reason });
    }
  }

  /** Guests who joined after a message receive its quotes without the text of older messages, so each separately. */
  private recipientsOf(roomId: string, messages: Message[]) {
    const joinedLater = this.joinedAfter(roomId, earliestSeqOf(messages));
    const others = this.realtime.local.to(`room:${roomId}`).except(joinedLater.map(({ id }) => id));
    return { others, joinedLater: joinedLater.map(({ id, from }) => ({ socket: this.realtime.local.to(id), from })) };
  }

  /** Sockets of guests who joined after a message, and the first seq that they see. */
  private joinedAfter(roomId: string, seq: number): { id: string; from: number }[] {
    const { adapter, sockets } = this.realtime.server.of('/');
    return [...(adapter.rooms.get(`room:${roomId}`) ?? [])].flatMap((id) => {
      const from = sockets.get(id)?.data.visibleFrom.get(roomId) ?? 1;
      return from > seq ? [{ id, from }] : [];
    });
  }
}

/** The first seq whose text is in these messages, quotes included. */
const earliestSeqOf = (messages: Message[]): number =>
  Math.min(...messages.map(({ seq, replyTo }) => Math.min(seq, replyTo?.seq ?? seq)));

interface Departure {
  userId: string;
  reason: 'left' | 'kicked' | 'banned';
}

const DEPARTURE_REASONS: Record<string, Departure['reason']> = {
  member_left: 'left',
  member_kicked: 'kicked',
  member_banned: 'banned',
};

/** The user who is not in the room any more from this message on. */
function departureOf({ system }: Message): Departure | undefined {
  const reason = system && DEPARTURE_REASONS[system.event];
  return reason && system.userId ? { userId: system.userId, reason } : undefined;
}
