import { Injectable } from '@nestjs/common';
import { DomainEvents } from '../common/domain-events.ts';
import { metrics } from '../common/metrics.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import type { Message } from './message.dto.ts';
import { redactBefore } from './message.view.ts';
import type { PreloadedTargets } from './notification-target.ts';
import { MessagesDelivered } from './timeline-events.ts';

/** How far a room was told. */
interface Told {
  /** Of the last message. */
  seq: number;
  /** Whether it is a talk between two. */
  readonly isDirect: boolean;
}

/** Tells the sockets of this node that are in a room what changed there, in the order given; `RoomFeed` keeps the order. */
@Injectable()
export class RoomBroadcaster {
  constructor(
    private readonly realtime: RealtimeService,
    private readonly announcements: DomainEvents,
  ) {}

  /** New messages that stand together travel together. */
  broadcast(roomId: string, room: Told, messages: Message[], targets: PreloadedTargets): void {
    const listeners = this.realtime.server.of('/').adapter.rooms.get(`room:${roomId}`)?.size ?? 0;
    metrics.deliveries.inc(listeners * messages.length);
    const before = room.seq;
    let fresh: Message[] = [];
    const flush = () => {
      this.tellNew(roomId, fresh);
      fresh = [];
    };
    for (const message of messages) {
      if (message.seq > room.seq) {
        room.seq = message.seq;
        const gone = departed(message);
        if (gone) {
          // Whoever is gone hears nothing from here on, whether or not the hint of it has come to this node.
          flush();
          this.release(roomId, gone);
        }
        fresh.push(message);
      } else {
        flush();
        this.tellChanged(roomId, message);
      }
    }
    flush();
    // Among them what was changed again before it was told: its revision comes after those of later messages.
    const said = messages.filter(({ seq }) => seq > before).sort((a, b) => a.seq - b.seq);
    if (said.length) void this.announcements.publish(new MessagesDelivered(said, room.isDirect, targets));
  }

  private tellNew(roomId: string, messages: Message[]): void {
    const [first] = messages;
    const { others, latecomers } = this.hearersOf(roomId, messages);
    if (messages.length > 1) others.emit('receive_messages', messages);
    else if (first) others.emit('receive_message', first);
    for (const { socket, from } of latecomers)
      for (const message of messages) socket.emit('receive_message', redactBefore(from)(message));
  }

  private tellChanged(roomId: string, message: Message): void {
    const { others, latecomers } = this.hearersOf(roomId, [message]);
    others.emit('message_changed', message);
    for (const { socket, from } of latecomers)
      if (from <= message.seq) socket.emit('message_changed', redactBefore(from)(message));
  }

  private release(roomId: string, { userId, reason }: { userId: string; reason: RoomLeft }): void {
    for (const socket of this.realtime.socketsOfUser(userId)) {
      if (!socket.rooms.has(`room:${roomId}`)) continue;
      void socket.leave(`room:${roomId}`);
      socket.emit('room_left', { roomId, reason });
    }
  }

  /** Guests who joined after something was said hear it without the words from before, so each by themselves. */
  private hearersOf(roomId: string, messages: Message[]) {
    const latecomers = this.hiddenFrom(roomId, earliestOf(messages));
    const others = this.realtime.local.to(`room:${roomId}`).except(latecomers.map(({ id }) => id));
    return { others, latecomers: latecomers.map(({ id, from }) => ({ socket: this.realtime.local.to(id), from })) };
  }

  /** Sockets of guests who joined after a message was said, and what they see first. */
  private hiddenFrom(roomId: string, seq: number): { id: string; from: number }[] {
    const { adapter, sockets } = this.realtime.server.of('/');
    return [...(adapter.rooms.get(`room:${roomId}`) ?? [])].flatMap((id) => {
      const from = sockets.get(id)?.data.visibleFrom.get(roomId) ?? 1;
      return from > seq ? [{ id, from }] : [];
    });
  }
}

/** The first seq whose words are in these messages, quotes included. */
const earliestOf = (messages: Message[]): number =>
  Math.min(...messages.map(({ seq, replyTo }) => Math.min(seq, replyTo?.seq ?? seq)));

type RoomLeft = 'left' | 'kicked' | 'banned';

const DEPARTURES: Record<string, RoomLeft> = { member_left: 'left', member_kicked: 'kicked', member_banned: 'banned' };

/** Who is not in the room any more from this message on. */
function departed({ system }: Message): { userId: string; reason: RoomLeft } | undefined {
  const reason = system && DEPARTURES[system.event];
  return reason && system.userId ? { userId: system.userId, reason } : undefined;
}
