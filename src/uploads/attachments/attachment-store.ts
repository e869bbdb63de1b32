import { stat } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../../common/caller.ts';
import { Config } from '../../common/config.ts';
import { Database } from '../../common/database/database.ts';
import type { AttachmentEntity } from './attachment.entity.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import type { CheckedFile } from '../inspection/content-checker.ts';
import type { ReceivedFile } from '../quarantine.ts';
import { newKey } from '../storage/storage.ts';
import { StoredFileRegistry } from '../storage/stored-file-registry.ts';

/** Stores a checked file together with its row, within the quota of its uploader. */
@Injectable()
export class AttachmentStore {
  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly files: StoredFileRegistry,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /**
   * Writes the files first and the row afterwards: a file without a row is cleaned up, but a row without its file is
   * never repaired.
   * @param id of the new attachment, where it is fixed already
   * @throws Problem `quota_exceeded`, `storage_full`, `unavailable`
   */
  async save(caller: Caller, received: ReceivedFile, checked: CheckedFile, id?: string): Promise<AttachmentEntity> {
    const { path, thumbnail, ...properties } = checked;
    const { size } = await stat(path);
    const { keys, files } = this.plan(received.path, path, thumbnail);
    const stored = files.map(({ key }) => key);
    await this.files.put(files);
    try {
      return await this.database.transaction(async (tx) => {
        // From here on it counts as what it is.
        await tx.query(`DELETE FROM begun_uploads WHERE id = $1`, [received.begunId]);
        await this.attachments.assertQuota(caller.userId, size, tx);
        await this.files.adopt(tx, stored);
        const { name, sha256 } = received;
        const status = this.config.scanner ? 'pending' : 'clean';
        const scanAt = this.config.scanner ? new Date() : null;
        const row = { ...properties, ...keys, uploaderId: caller.userId, name, sha256, size, status, scanAt } as const;
        return this.attachments.insert(tx, { ...row, ...(id && { id }) });
      });
    } catch (error) {
      await this.files.discard(stored);
      throw error;
    }
  }

  /**
   * The files to store, with their keys. The scanner reads the file as received, even when an encoded copy is served.
   */
  private plan(received: string, path: string, thumbnail?: string) {
    const key = newKey();
    const files = [{ key, path }];
    const add = (path: string) => {
      const another = newKey();
      files.push({ key: another, path });
      return another;
    };
    const keys = {
      key,
      ...(thumbnail && { thumbnailKey: add(thumbnail) }),
      ...(this.config.scanner && { receivedKey: received === path ? key : add(received) }),
    };
    return { keys, files };
  }
}
