import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { Problem } from '../common/problem.ts';
import type { AttachmentEntity } from './attachments/attachment.entity.ts';
import { AttachmentStore } from './attachments/attachment-store.ts';
import { AttachmentsRepository } from './attachments/attachments.repository.ts';
import { ContentChecker } from './inspection/content-checker.ts';
import { Quarantine, type ReceivedFile } from './quarantine.ts';
import { ScansService } from './scans/scans.service.ts';

/** Turns files in quarantine into attachments. */
@Injectable()
export class UploadsService {
  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly quarantine: Quarantine,
    private readonly checks: ContentChecker,
    private readonly store: AttachmentStore,
    private readonly scans: ScansService,
  ) {}

  /**
   * Checks a received file and stores it. Nothing of it stays in quarantine, whether it is stored or refused.
   * @param id of the new attachment, where it is fixed already
   * @throws Problem with the reason why the file is refused
   */
  async add(caller: Caller, received: ReceivedFile, id?: string): Promise<AttachmentEntity> {
    const out = { path: this.quarantine.newPath(), thumbnail: this.quarantine.newPath() };
    try {
      const checked = await this.checks.check(caller.userId, received, out);
      const row = await this.store.save(caller, received, checked, id);
      return row.status === 'pending' ? await this.scans.scanNow(row) : row;
    } finally {
      await this.quarantine.release(received, [out.path, out.thumbnail]);
    }
  }

  /** @throws Problem `attachment_not_found` unless the caller uploaded it */
  async find({ userId }: Caller, id: string): Promise<AttachmentEntity> {
    const row = await this.attachments.byId(id);
    if (row?.uploaderId !== userId) throw new Problem('attachment_not_found');
    return row;
  }

  /**
   * Removes an unsent file of the caller. A file that was sent is removed with its message.
   * @throws Problem `attachment_not_found`
   */
  async remove({ userId }: Caller, id: string): Promise<void> {
    if (!(await this.attachments.removeUnsent(id, userId))) throw new Problem('attachment_not_found');
  }
}
