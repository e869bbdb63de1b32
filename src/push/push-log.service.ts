import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Config } from '../common/config.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { MessageAccess } from '../messages/message-access.ts';
import { NotificationTargetLoader } from '../notifications/notification-target-loader.ts';
import { attentionFor, contextOf } from '../notifications/notifications.policy.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import type { Message } from '../timeline/message.dto.ts';
import { PushDevicesRepository } from './push-devices.repository.ts';
import { assertMember } from './push-devices.service.ts';
import type { FindPushes, PushLog, PushLogEntry, PushReason } from './push.dto.ts';
import { pushLogEntry } from './push.view.ts';
import { PushesRepository } from './pushes.repository.ts';
import { isConversation } from '../shared/roles.ts';

const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Answers why a person was, or was not, notified of a message on their devices. */
@Injectable()
export class PushLogService {
  constructor(
    private readonly pushes: PushesRepository,
    private readonly devices: PushDevicesRepository,
    private readonly messages: MessageAccess,
    private readonly access: RoomAccess,
    private readonly targets: NotificationTargetLoader,
    private readonly config: Config,
  ) {}

  /** @throws Problem `forbidden` for guests */
  async find(caller: Caller, { messageId, cursor, limit = 50 }: FindPushes): Promise<PushLog> {
    assertMember(caller);
    const after = cursorKeys(cursor, ['id', 'id'], [LAST, LAST]);
    const rows = await this.pushes.log(caller.userId, messageId, after, limit + 1);
    const { items, next } = page(rows, limit, (row) => [row.messageId, row.key]);
    if (items.length || messageId === undefined || cursor !== undefined)
      return { items: items.map(pushLogEntry), next };
    return { items: await this.undecided(caller, messageId), next: null };
  }

  /** Nothing is written about messages with nothing for a person: why is found out when asked. */
  private async undecided(caller: Caller, messageId: string): Promise<PushLogEntry[]> {
    if (this.config.push.enabled && !(await this.devices.of(caller.userId)).length) return [];
    const message = await this.readable(caller, messageId);
    const reason = message && (await this.reasonFor(caller, message));
    if (!message || !reason) return [];
    const { roomId, createdAt: decidedAt } = message;
    return [
      { messageId, roomId, deviceId: null, kind: null, reason, decidedAt, sentAt: null, shownAt: null, tries: 0 },
    ];
  }

  private async reasonFor(caller: Caller, message: Message): Promise<PushReason | null> {
    const { userId } = caller;
    if (message.author?.id === userId) return 'author';
    if (!this.config.push.enabled) return 'push_off';
    const { kind: roomKind } = await this.access.allow(caller, message.roomId, 'read');
    const { target, mentionsHere, hasKeyword } = await this.targets.loadOne(message, userId);
    if (!target) return null;
    const isDirect = isConversation(roomKind);
    const context = { ...contextOf(message, userId, target), isDirect, mentionsHere, hasKeyword };
    return attentionFor({ ...context, presence: 'offline' }, new Date()).kind === null ? 'not_called' : null;
  }

  private async readable(caller: Caller, messageId: string): Promise<Message | null> {
    return this.messages.find(caller, messageId).catch((error: unknown) => {
      if (error instanceof Problem && error.code === 'message_not_found') return null;
      throw error;
    });
  }
}
