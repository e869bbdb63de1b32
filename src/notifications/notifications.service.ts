import { Injectable } from '@nestjs/common';
import { Announcements } from '../common/announcements.ts';
import { MessageSent } from '../messages/messages.service.ts';
import { Realtime } from '../realtime/realtime.service.ts';
import { type Hearer, MembersRepository } from '../rooms/members.repository.ts';
import type { Message } from '../timeline/message.dto.ts';
import { type NotificationKind, notificationFor } from './notifications.policy.ts';

const KINDS: NotificationKind[] = ['mention', 'direct', 'reply', 'room'];

/** Rings where somebody's attention is asked for. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly members: MembersRepository,
    private readonly realtime: Realtime,
    announcements: Announcements,
  ) {
    announcements.on(MessageSent, ({ message }) => this.ring(message));
  }

  private async ring(message: Message): Promise<void> {
    const called = [...message.mentions, message.replyTo?.author?.id].filter((id) => id !== undefined);
    const hearers = await this.members.hearers(message.roomId, message.mentionsRoom ? 'everybody' : called);
    for (const kind of KINDS) {
      const people = hearers.filter((hearer) => notificationFor(hearing(message, hearer)) === kind);
      const channels = people.map(({ userId }) => `user:${userId}` as const);
      if (channels.length)
        this.realtime.emit(channels, 'notification', { kind, roomId: message.roomId, silent: false, message });
    }
  }
}

const hearing = (message: Message, { userId, notify, isDirect }: Hearer) => ({
  notify,
  isDirect,
  isAuthor: message.author?.id === userId,
  isCalled: message.mentions.includes(userId),
  callsRoom: message.mentionsRoom,
  answersThem: message.replyTo?.author?.id === userId,
});
