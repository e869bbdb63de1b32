import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { limits } from '../shared/limits.ts';
import { BegunUploads } from './begun-uploads.ts';
import { Quarantine } from './quarantine.ts';
import { UploadsService } from './uploads.service.ts';

/** Files that the server itself writes for a message. They go the way of all uploads. */
@Injectable()
export class TextUploads {
  constructor(
    private readonly quarantine: Quarantine,
    private readonly begun: BegunUploads,
    private readonly uploads: UploadsService,
  ) {}

  /** @returns the id of the attachment @throws Problem as for an upload of the caller */
  async add(caller: Caller, name: string, text: string): Promise<string> {
    const bytes = Buffer.from(text);
    const begunId = randomUUID();
    await this.begun.begin(caller, { id: begunId, size: bytes.length, countsTowardsQuota: true });
    try {
      const received = await this.quarantine.take(Readable.from([bytes]), limits.file);
      return (await this.uploads.add(caller, { ...received, name, declaredMime: 'text/markdown', begunId })).id;
    } catch (error) {
      await this.begun.end(begunId);
      throw error;
    }
  }
}
