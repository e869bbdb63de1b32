import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Database, type Tx } from '../common/database/database.ts';
import { Problem } from '../common/problem.ts';
import { MessageDeletionService } from '../messages/message-deletion.service.ts';
import type { PersonalKey } from '../personal/personal.repository.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { recordRoomAct } from '../rooms/room-acts.ts';
import { mayDecideReport, type ReportDecision } from '../shared/reports.policy.ts';
import { mayRoom } from '../shared/rooms.policy.ts';
import { ReportBroadcaster } from './report-broadcaster.ts';
import type { ReportEntity } from './report.entity.ts';
import type { Report } from './reports.dto.ts';
import { ReportsRepository } from './reports.repository.ts';

/** Decides about reported messages: once for all reports of a message. Those who reported it and its author are keys. */
@Injectable()
export class ReportDecisionsService {
  constructor(
    private readonly database: Database,
    private readonly access: RoomAccess,
    private readonly repository: ReportsRepository,
    private readonly deletion: MessageDeletionService,
    private readonly stream: PersonalStream,
    private readonly broadcaster: ReportBroadcaster,
  ) {}

  /** @throws Problem `report_not_found`, also for a report that the caller may not see; `already_decided` */
  async decide(caller: Caller, id: string, decision: ReportDecision): Promise<Report> {
    const report = await this.repository.byId(id);
    if (!report) throw new Problem('report_not_found');
    await this.assertMayDecide(caller, report);
    let keys: PersonalKey[] = [];
    const record = async (tx: Tx) => {
      await this.assertMayDecide(caller, report, tx);
      keys = await this.record(tx, caller, report, decision);
    };
    const isDeleted =
      decision === 'removed' && (await this.deletion.deleteWith(report.roomId, report.messageId, record));
    // Only the decision, too, where the message, or its room, is gone already.
    if (!isDeleted) await this.database.transaction(record);
    await this.stream.publish(keys);
    await this.broadcaster.changed(report);
    const decided = await this.repository.view(id);
    if (!decided) throw new Problem('report_not_found');
    return decided;
  }

  /** `RoomAccess` says whether the caller moderates the room. A caller who may not decide is told that there is no such report. */
  private async assertMayDecide(caller: Caller, { roomId, authorId }: ReportEntity, tx?: Tx): Promise<void> {
    const admission = tx
      ? this.access.allowLocked(tx, caller, roomId, 'moderate')
      : this.access.allow(caller, roomId, 'moderate');
    const moderates = await admission.then(
      (actor) => mayRoom('moderate', actor),
      (error: unknown) => {
        if (error instanceof Problem && error.status < 500) return false;
        throw error;
      },
    );
    if (!mayDecideReport(caller.role, { isAuthor: authorId === caller.userId, moderates }))
      throw new Problem('report_not_found');
  }

  /** Under the lock of the rows: of two concurrent decisions the first counts. */
  private async record(
    tx: Tx,
    { userId: actorId }: Caller,
    { id, messageId, roomId, authorId }: ReportEntity,
    decision: ReportDecision,
  ): Promise<PersonalKey[]> {
    const open = await this.repository.lockOpen(tx, messageId);
    if (!open.some((each) => each.id === id)) throw new Problem('already_decided');
    await this.repository.decide(
      tx,
      open.map((each) => each.id),
      decision,
      actorId,
    );
    await recordRoomAct(tx, 'report_decided', { actorId, targetId: authorId, roomId }, { decision });
    const changes = open.map((each) => ({ userId: each.reporterId, kind: 'report', id: each.id, isGone: false }));
    return this.stream.recordForEach(tx, [...changes, { userId: authorId, kind: 'report', id, isGone: false }]);
  }
}
