import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import type { NotificationTarget } from '../timeline/notification-target.ts';
import type { Message } from '../timeline/message.dto.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import type { LoadedTargets, NotificationCandidate } from './notification-target-loader.ts';
import { attentionFor, type NotificationKind } from './notifications.policy.ts';

interface Ring {
  kind: NotificationKind;
  silent: boolean;
  socket: ParleySocket;
}

/** Sends `notification` to the connections that a message notifies. */
@Injectable()
export class NotificationEmitter {
  constructor(
    private readonly online: PresenceHeartbeat,
    private readonly realtime: RealtimeService,
  ) {}

  emit(candidate: NotificationCandidate, targets: LoadedTargets): void {
    const { message } = candidate;
    const rings = this.rings(candidate, targets);
    // Guests get a quoted message without its text when it is older than their membership.
    const visibleFrom = ({ socket }: Ring) => (message.replyTo && socket.data.visibleFrom.get(message.roomId)) ?? 1;
    const groups = Map.groupBy(rings, (each) => `${each.kind} ${each.silent} ${visibleFrom(each)}`);
    for (const group of groups.values()) {
      const [first] = group;
      if (!first) continue;
      const { kind, silent } = first;
      const { roomId } = message;
      const notification = { kind, silent, roomId, message: redactBefore(visibleFrom(first))(message) };
      const sockets = group.map(({ socket }) => socket);
      this.realtime.emitToSockets(roomId, sockets, 'notification', notification);
    }
  }

  private rings({ message, isDirect, sockets }: NotificationCandidate, targets: LoadedTargets): Ring[] {
    const now = new Date();
    const mentionsHere = targets.mentionsHere(message);
    return sockets.flatMap((socket) => {
      const { userId } = socket.data.caller;
      const target = targets.targetOf(message, userId);
      if (!target) return [];
      const context = { ...target, ...this.context(message, userId, target), isDirect, mentionsHere };
      const { outcome, kind } = attentionFor(context, now);
      return kind && outcome !== 'none' ? [{ kind, silent: outcome === 'silent', socket }] : [];
    });
  }

  private context(message: Message, userId: string, target: NotificationTarget) {
    return {
      presence: this.online.availabilityOf(userId),
      isAuthor: message.author?.id === userId,
      isMentioned: message.mentions.includes(userId),
      mentionsRoom: message.mentionsRoom,
      follows: followsThreadOf(message, target),
    };
  }
}

const followsThreadOf = ({ threadId, seq }: Message, { follows }: NotificationTarget): boolean =>
  threadId !== null && (follows?.get(threadId) ?? Infinity) <= seq;
