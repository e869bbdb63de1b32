import { Injectable } from '@nestjs/common';
import type { PersonalItem } from '../personal/personal.dto.ts';
import { type PersonalKind, PersonalKinds, type PersonalNotification } from '../personal/personal-kinds.ts';
import { messageWithoutRow } from '../timeline/message.view.ts';
import { quietReason } from '../users/quiet-times.policy.ts';
import { UsersService } from '../users/users.service.ts';
import type { ScheduledEntry } from './scheduled.dto.ts';
import { ScheduledRepository } from './scheduled.repository.ts';

/** Scheduled messages as items of the personal stream, and the notifications of those that have failed. */
@Injectable()
export class ScheduledKind implements PersonalKind {
  constructor(
    private readonly repository: ScheduledRepository,
    private readonly users: UsersService,
    kinds: PersonalKinds,
  ) {
    kinds.register('scheduled', this);
  }

  async read(userId: string, ids: string[]): Promise<Map<string, ScheduledEntry>> {
    return new Map((await this.repository.byIds(userId, ids)).map((entry) => [entry.id, entry]));
  }

  async notificationsOf(userId: string, changed: PersonalItem[]): Promise<PersonalNotification[]> {
    const failed = changed.filter(({ value }) => value && 'problem' in value && value.state === 'failed');
    if (!failed.length) return [];
    const found = await this.repository.failedAt(
      userId,
      failed.map(({ id }) => id),
      failed.map(({ revision }) => revision),
    );
    if (!found.length) return [];
    const { preferences } = await this.users.ownProfile(userId);
    const silent = quietReason(preferences, new Date()) !== null;
    return found.map(({ revision, id, roomId, body, createdAt, problem }) => ({
      id,
      revision,
      notification: {
        kind: 'scheduled_failed',
        roomId,
        silent,
        message: { ...messageWithoutRow({ id, roomId, createdAt }), body },
        ...(problem && { problem }),
      },
    }));
  }
}
