import { Injectable } from '@nestjs/common';
import { quietReason } from '../users/quiet-times.policy.ts';
import type { PersonalItem } from '../personal/personal.dto.ts';
import { type PersonalKind, PersonalKinds, type PersonalNotification } from '../personal/personal-kinds.ts';
import { UsersService } from '../users/users.service.ts';
import type { SavedEntry } from './saved.dto.ts';
import { SavedRepository } from './saved.repository.ts';
import { unreadableMessage } from './saved.view.ts';

/** Saved messages as items of the personal stream, and the notifications of their reminders. */
@Injectable()
export class SavedKind implements PersonalKind {
  constructor(
    private readonly repository: SavedRepository,
    private readonly users: UsersService,
    kinds: PersonalKinds,
  ) {
    kinds.register('saved', this);
  }

  async read(userId: string, ids: string[]): Promise<Map<string, SavedEntry>> {
    return new Map((await this.repository.byIds(userId, ids)).map((entry) => [entry.messageId, entry]));
  }

  /** Of a message that its reader may not read any more a reminder tells nothing. */
  async notificationsOf(userId: string, changed: PersonalItem[]): Promise<PersonalNotification[]> {
    const reminded = changed.filter(({ value }) => value && 'remindedAt' in value && value.remindedAt);
    if (!reminded.length) return [];
    const revisions = reminded.map(({ revision }) => revision);
    const rang = await this.repository.rangAt(
      userId,
      reminded.map(({ id }) => id),
      revisions,
    );
    if (!rang.length) return [];
    const messages = await this.repository.readable(
      userId,
      rang.map(({ messageId }) => messageId),
    );
    const { preferences } = await this.users.ownProfile(userId);
    const silent = quietReason(preferences, new Date()) !== null;
    return rang.map(({ revision, ...entry }) => ({
      id: entry.messageId,
      revision,
      notification: {
        kind: 'reminder',
        roomId: entry.roomId,
        silent,
        message: messages.get(entry.messageId) ?? unreadableMessage(entry),
        note: entry.note,
        ...(entry.remindedAt && { remindedAt: entry.remindedAt }),
      },
    }));
  }
}
