import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../cluster/presence-heartbeat.ts';
import { redactBefore } from '../timeline/message.view.ts';
import { type ParleySocket, RealtimeService } from '../transport/realtime.service.ts';
import type { LoadedTargets, NotificationCandidate } from './notification-target-loader.ts';
import { AttentionLedger } from './attention/attention-ledger.ts';
import type { NotificationKind } from './attention/attention.dto.ts';
import {
  type Attention,
  attentionFor,
  contextOf,
  isCandidate,
  type NotificationContext,
} from './notifications.policy.ts';

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
    private readonly ledger: AttentionLedger,
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
    return [...Map.groupBy(sockets, ({ data }) => data.caller.userId)].flatMap(([userId, own]) => {
      const target = targets.targetOf(message, userId);
      if (!target) return [];
      const presence = this.online.availabilityOf(userId);
      const context = { ...contextOf(message, userId, target), presence, isDirect, mentionsHere };
      const { outcome, kind } = this.decide(message.id, userId, context, now);
      if (!kind || outcome === 'none') return [];
      return own.map((socket) => ({ kind, silent: outcome === 'silent', socket }));
    });
  }

  private decide(messageId: string, userId: string, context: NotificationContext, now: Date): Attention {
    const attention = attentionFor(context, now);
    const { outcome, kind, reason } = attention;
    if (isCandidate(attention)) this.ledger.note({ messageId, userId, channel: 'ring', outcome, kind, reason });
    return attention;
  }
}
