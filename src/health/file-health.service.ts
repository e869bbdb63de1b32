import { Injectable } from '@nestjs/common';
import { AttachmentsRepository } from '../uploads/attachments/attachments.repository.ts';
import { Storage } from '../uploads/storage/storage.ts';
import { withTimeout } from './with-timeout.ts';

/** What there is to say about files. */
@Injectable()
export class FileHealthService {
  constructor(
    private readonly files: AttachmentsRepository,
    private readonly storage: Storage,
  ) {}

  /** Files that wait for the virus scanner. */
  countPending(): Promise<number> {
    return this.files.countPending();
  }

  /** Bytes; null when unknown, as in an object store, or while the storage does not answer. */
  freeBytes(): Promise<number | null> {
    return withTimeout(this.storage.freeBytes()).catch(() => null);
  }
}
