import { Injectable } from '@nestjs/common';
import { PresenceHeartbeat } from '../../cluster/presence-heartbeat.ts';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { MessageAccess } from '../../messages/message-access.ts';
import { RoomAccess } from '../../rooms/room-access.ts';
import { maySeeAudit } from '../../shared/admin.policy.ts';
import { NotificationTargetLoader } from '../notification-target-loader.ts';
import { attentionFor, contextOf } from '../notifications.policy.ts';
import { AttentionLogRepository } from './attention-log.repository.ts';
import type { AttentionCounts, FindAttention, MessageAttention } from './attention.dto.ts';
import { isConversation } from '../../shared/roles.ts';

/** Answers why a message did or did not notify the caller. */
@Injectable()
export class AttentionService {
  constructor(
    private readonly messages: MessageAccess,
    private readonly access: RoomAccess,
    private readonly targets: NotificationTargetLoader,
    private readonly online: PresenceHeartbeat,
    private readonly log: AttentionLogRepository,
  ) {}

  /** @throws Problem `message_not_found` for a message that the caller may not read */
  async of(caller: Caller, messageId: string): Promise<MessageAttention> {
    const { userId } = caller;
    const message = await this.messages.find(caller, messageId);
    const { kind: roomKind } = await this.access.allow(caller, message.roomId, 'read');
    const { target, mentionsHere, hasKeyword } = await this.targets.loadOne(message, userId);
    // Left the room just now.
    if (!target) throw new Problem('message_not_found');
    const context = {
      ...contextOf(message, userId, target),
      presence: this.online.availabilityOf(userId),
      isDirect: isConversation(roomKind),
      mentionsHere,
      hasKeyword,
    };
    const { outcome, kind, reason } = attentionFor(context, new Date());
    return { decided: await this.log.of(messageId, userId), now: { outcome, kind, reason } };
  }

  /** @throws Problem `forbidden` for anybody but administrators */
  async counts(caller: Caller, { userId }: FindAttention): Promise<AttentionCounts> {
    if (!maySeeAudit(caller.role)) throw new Problem('forbidden');
    return { items: await this.log.counts(userId) };
  }
}
