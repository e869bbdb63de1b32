import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { MessageAccess } from '../messages/message-access.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { limits } from '../shared/limits.ts';
import { mayReport, maySeeAllReports } from '../shared/reports.policy.ts';
import type { Message } from '../timeline/message.dto.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { ReportBroadcaster } from './report-broadcaster.ts';
import type { ReportSnapshot } from './report.entity.ts';
import { ownReport } from './report.view.ts';
import type { FindReports, OpenReports, OwnReport, ReportMessage, ReportPage } from './reports.dto.ts';
import { ReportsRepository } from './reports.repository.ts';

const MAX_EDITS = 20;
const MAX_EDITS_BYTES = 100_000;
const LATEST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Reports messages, and lists reports for those who decide about them. */
@Injectable()
export class ReportsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageAccess,
    private readonly timeline: TimelineRepository,
    private readonly repository: ReportsRepository,
    private readonly stream: PersonalStream,
    private readonly broadcaster: ReportBroadcaster,
  ) {}

  /** @throws Problem `message_not_found`, `message_deleted`, `forbidden`, `already_reported`, `too_many_reports` */
  async report(caller: Caller, messageId: string, { reason, note = '' }: ReportMessage): Promise<OwnReport> {
    const message = await this.messages.find(caller, messageId);
    if (message.deletedAt) throw new Problem('message_deleted');
    const { author, roomId, kind } = message;
    const isAuthor = author?.id === caller.userId;
    if (!author || !mayReport({ isAuthor, kind })) throw new Problem('forbidden');
    const snapshot = await this.snapshotOf(message);
    const report = { messageId, roomId, authorId: author.id, reporterId: caller.userId, reason, note, snapshot };
    const made = await this.stream.write(caller.userId, async (tx) => {
      if ((await this.repository.countOpenOf(tx, caller.userId)) >= limits.openReports)
        throw new Problem('too_many_reports');
      const row = await this.repository.insert(tx, report);
      if (!row) throw new Problem('already_reported');
      return { answer: ownReport(row), changes: [{ kind: 'report', id: row.id, isGone: false }] };
    });
    await this.broadcaster.changed(report);
    return made;
  }

  /** @throws Problem `room_not_found`, `forbidden` */
  async ofRoom(caller: Caller, roomId: string, query: FindReports): Promise<ReportPage> {
    await this.access.allow(caller, roomId, 'moderate');
    return this.page(caller, query, roomId);
  }

  /** @throws Problem `forbidden` */
  async ofServer(caller: Caller, query: FindReports): Promise<ReportPage> {
    if (!maySeeAllReports(caller.role)) throw new Problem('forbidden');
    return this.page(caller, query);
  }

  async open({ userId, role }: Caller): Promise<OpenReports> {
    return {
      rooms: await this.repository.openInModeratedRooms(userId),
      server: maySeeAllReports(role) ? await this.repository.openOnServer(userId) : null,
    };
  }

  private async page({ userId }: Caller, query: FindReports, roomId?: string): Promise<ReportPage> {
    const { state, limit = 50, cursor } = query;
    const [before] = cursorKeys(cursor, ['id'], [LATEST]);
    const filter = { state, exceptAuthorId: userId, ...(roomId && { roomId }) };
    return page(await this.repository.page(filter, limit, before), limit, ({ id }) => [id]);
  }

  private async snapshotOf(message: Message): Promise<ReportSnapshot> {
    const edits = message.editedAt ? await this.timeline.edits(message.id, 0, MAX_EDITS, MAX_EDITS_BYTES) : [];
    return {
      body: message.body,
      writtenAt: message.createdAt,
      edits: edits.map(({ body, saidAt }) => ({ body, saidAt })),
      files: message.attachments.map(({ name }) => name),
      roomName: await this.repository.roomName(message.roomId),
    };
  }
}
