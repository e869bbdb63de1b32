import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../common/database/database.ts';
import { Problem } from '../../common/problem.ts';
import { AttachmentEntity } from './attachment.entity.ts';
import { AttachmentsRepository } from './attachments.repository.ts';

/**
 * Copies of the files of a message, for a message that forwards it. A copy is a row of its own, with the rights of its own
 * message, and shares what lies in the storage with the original; whichever goes last takes that along
 * (`StoredFileRegistry`).
 */
@Injectable()
export class AttachmentCopies {
  constructor(
    private readonly database: Database,
    private readonly attachments: AttachmentsRepository,
  ) {}

  /**
   * Copies the files that were found clean; each counts towards the quota of the person who forwards.
   * @returns the ids of the copies in their order, not yet sent
   * @throws Problem `quota_exceeded`; `invalid_input` while a file waits for the virus scanner
   */
  copy(userId: string, messageId: string): Promise<string[]> {
    return this.database.transaction(async (tx) => {
      const originals = await this.lockOriginals(tx, messageId);
      if (originals.some(({ status }) => status === 'pending'))
        throw new Problem('invalid_input', undefined, { forwardOf: ['has files that are still being checked'] });
      const clean = originals.filter(({ status }) => status === 'clean');
      const size = clean.reduce((sum, file) => sum + file.size, 0);
      if (clean.length) await this.attachments.assertQuota(userId, size, tx);
      const ids: string[] = [];
      for (const original of clean) ids.push(await this.insertCopy(tx, userId, original));
      return ids;
    });
  }

  /** Removes copies whose message was not written after all. */
  async remove(userId: string, ids: string[]): Promise<void> {
    for (const id of ids) await this.attachments.removeUnsent(id, userId);
  }

  /** While they are locked nobody deletes them, and with them what the copies share. */
  private lockOriginals(tx: Tx, messageId: string): Promise<AttachmentEntity[]> {
    return tx.find(AttachmentEntity, {
      where: { messageId },
      order: { position: 'ASC' },
      lock: { mode: 'for_key_share' },
    });
  }

  private async insertCopy(tx: Tx, userId: string, original: AttachmentEntity): Promise<string> {
    const { kind, name, mime, size, sha256, width, height, durationMs, waveform } = original;
    const { animated, inspected, key, thumbnailKey } = original;
    const content = { kind, name, mime, size, sha256, width, height, durationMs, waveform, animated, inspected };
    const row = { ...content, key, thumbnailKey, uploaderId: userId, status: 'clean' } as const;
    return (await this.attachments.insert(tx, row)).id;
  }
}
