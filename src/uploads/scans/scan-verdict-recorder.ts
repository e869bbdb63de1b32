import { Injectable } from '@nestjs/common';
import { recordAct } from '../../audit/audit-record.ts';
import { Database } from '../../common/database/database.ts';
import { unsigned } from '../../timeline/attachment.view.ts';
import { TimelineRepository } from '../../timeline/timeline.repository.ts';
import { TimelineService } from '../../timeline/timeline.service.ts';
import { RealtimeService } from '../../transport/realtime.service.ts';
import type { AttachmentEntity } from '../attachments/attachment.entity.ts';
import { attachmentOf } from '../attachments/attachment.view.ts';
import { AttachmentsRepository } from '../attachments/attachments.repository.ts';

/** The file was sent between the read and the update: its room has to be locked first. */
class SentMeanwhile extends Error {}

/** Records the verdict of the virus scanner, and publishes it. */
@Injectable()
export class ScanVerdictRecorder {
  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly messages: TimelineRepository,
    private readonly timeline: TimelineService,
    private readonly realtime: RealtimeService,
    private readonly database: Database,
  ) {}

  async record(id: string, clean: boolean): Promise<void> {
    const row = await this.attachments.byId(id);
    if (row?.status !== 'pending') return;
    try {
      await this.write(row, clean);
    } catch (error) {
      if (!(error instanceof SentMeanwhile)) throw error;
      await this.record(id, clean);
    }
  }

  /** A file that was sent changes its message: for every member, with a revision, under the lock of the room's head. */
  private async write({ id, uploaderId, roomId, messageId }: AttachmentEntity, clean: boolean): Promise<void> {
    const { settled, changed } = await this.database.transaction(async (tx) => {
      const head = roomId && (await this.messages.advanceHead(tx, roomId, { revision: 1 }));
      const settled = await this.attachments.recordVerdict(tx, id, roomId, clean);
      if (!settled) throw new SentMeanwhile();
      if (!clean) await recordAct(tx, 'upload_refused', { targetId: uploaderId, detail: { fileId: id } });
      const changed = head && messageId && (await this.messages.applyRevision(tx, messageId, head.revision));
      return { settled, changed };
    });
    if (changed) this.timeline.publish([changed]);
    const attachment = attachmentOf(settled, unsigned);
    this.realtime.emit(`user:${uploaderId}`, 'attachment_changed', { attachment, messageId, roomId });
  }
}
