import { Injectable } from '@nestjs/common';
import type { PersonalItem } from '../personal/personal.dto.ts';
import { type PersonalKind, PersonalKinds, type PersonalNotification } from '../personal/personal-kinds.ts';
import { messageWithoutRow } from '../timeline/message.view.ts';
import { quietReason } from '../users/quiet-times.policy.ts';
import { UsersService } from '../users/users.service.ts';
import { reportEntry } from './report.view.ts';
import type { ReportEntry } from './reports.dto.ts';
import { ReportsRepository } from './reports.repository.ts';

/** A device that connects later than this after a decision shows it without a notification. */
const NOTIFIED_MS = 24 * 3_600_000;

/** Reports as items of the personal stream, and the notifications of what was decided. */
@Injectable()
export class ReportKind implements PersonalKind {
  constructor(
    private readonly repository: ReportsRepository,
    private readonly users: UsersService,
    kinds: PersonalKinds,
  ) {
    kinds.register('report', this);
  }

  async read(userId: string, ids: string[]): Promise<Map<string, ReportEntry>> {
    const reports = await this.repository.ofPerson(userId, ids);
    return new Map(reports.map((report) => [report.id, reportEntry(report, userId)]));
  }

  async notificationsOf(userId: string, changed: PersonalItem[]): Promise<PersonalNotification[]> {
    const decided = changed.flatMap(({ id, revision, value }) =>
      value && 'isReporter' in value && value.decision && value.decidedAt && isRecent(value.decidedAt)
        ? [{ id, revision, ...value, decision: value.decision, decidedAt: value.decidedAt }]
        : [],
    );
    if (!decided.length) return [];
    const { preferences } = await this.users.ownProfile(userId);
    const silent = quietReason(preferences, new Date()) !== null;
    return decided.map(({ id, revision, messageId, roomId, decision, isReporter, decidedAt }) => ({
      id,
      revision,
      notification: {
        kind: 'report_decided',
        roomId,
        silent,
        message: messageWithoutRow({ id: messageId, roomId, createdAt: decidedAt }),
        decision,
        isReporter,
      },
    }));
  }
}

const isRecent = (time: string) => Date.now() - Date.parse(time) < NOTIFIED_MS;
