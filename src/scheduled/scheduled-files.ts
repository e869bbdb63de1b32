import { Injectable } from '@nestjs/common';
import { Problem } from '../common/problem.ts';
import { unsigned } from '../timeline/attachment.view.ts';
import type { Attachment } from '../timeline/message.dto.ts';
import { attachmentOf } from '../uploads/attachments/attachment.view.ts';
import { AttachmentsRepository } from '../uploads/attachments/attachments.repository.ts';
import type { ScheduledEntry } from './scheduled.dto.ts';

/** The files of scheduled messages, which belong to no message yet. */
@Injectable()
export class ScheduledFiles {
  constructor(private readonly attachments: AttachmentsRepository) {}

  /** @throws Problem `invalid_input` for files that their author could not send now */
  async assertSendable(userId: string, ids: string[]): Promise<void> {
    if (!ids.length) return;
    const found = await this.attachments.byIds(ids);
    const sendable = found.filter(
      ({ uploaderId, messageId, status }) => uploaderId === userId && !messageId && status !== 'refused',
    );
    if (sendable.length < ids.length)
      throw new Problem('invalid_input', undefined, {
        attachmentIds: ['are not yours, were sent before or do not exist'],
      });
  }

  /** The files of each entry that are there still, in the order to be shown. */
  async of(userId: string, entries: ScheduledEntry[]): Promise<(entry: ScheduledEntry) => Attachment[]> {
    const ids = entries.flatMap(({ attachmentIds }) => attachmentIds);
    const found = ids.length ? await this.attachments.byIds(ids) : [];
    const own = found.filter(({ uploaderId, messageId }) => uploaderId === userId && !messageId);
    const views = new Map(own.map((file) => [file.id, attachmentOf(file, unsigned)]));
    return ({ attachmentIds }) => attachmentIds.flatMap((id) => views.get(id) ?? []);
  }
}
