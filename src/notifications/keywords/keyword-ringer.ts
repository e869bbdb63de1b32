import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../../cluster/presence-heartbeat.ts';
import { RoomsRepository } from '../../rooms/rooms.repository.ts';
import type { Message } from '../../timeline/message.dto.ts';
import { redactBefore } from '../../timeline/message.view.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import { AttentionLedger } from '../attention/attention-ledger.ts';
import { NotificationTargetLoader } from '../notification-target-loader.ts';
import { attentionFor, contextOf } from '../notifications.policy.ts';
import { isConversation } from '../../shared/roles.ts';

/** Notifies people of messages with their keywords, on whatever node they are connected to. */
@Injectable()
export class KeywordRinger {
  constructor(
    private readonly targets: NotificationTargetLoader,
    private readonly rooms: RoomsRepository,
    private readonly online: PresenceHeartbeat,
    private readonly realtime: RealtimeService,
    private readonly ledger: AttentionLedger,
  ) {}

  async ring(message: Message, userIds: string[]): Promise<void> {
    for (const userId of userIds) await this.ringOne(message, userId);
  }

  private async ringOne(message: Message, userId: string): Promise<void> {
    const { id: messageId, roomId } = message;
    const facts = await this.rooms.facts(roomId, userId);
    const { target, mentionsHere } = await this.targets.loadOne(message, userId);
    // They have left meanwhile.
    if (!facts?.role || !target) return;
    const presence = this.online.availabilityOf(userId);
    const context = {
      ...contextOf(message, userId, target),
      presence,
      isDirect: isConversation(facts.kind),
      mentionsHere,
    };
    const now = new Date();
    // What has rung for another reason does not ring again.
    if (attentionFor(context, now).kind !== null) return;
    const { outcome, kind, reason } = attentionFor({ ...context, hasKeyword: true }, now);
    this.ledger.note({ messageId, userId, channel: 'ring', outcome, kind, reason });
    if (!kind || outcome === 'none') return;
    const shown = redactBefore(facts.visibleFromSeq)(message);
    this.realtime.emit(`user:${userId}`, 'notification', {
      kind,
      silent: outcome === 'silent',
      roomId,
      message: shown,
    });
  }
}
