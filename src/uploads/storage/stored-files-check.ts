import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { Database } from '../../common/database/database.ts';
import { MissingFile, Storage } from './storage.ts';

/** The newest files stand for all: a storage that was changed lacks them. */
const MAX_SAMPLED = 10;

/** Says at the start when files of messages are not in the storage, as after `S3_BUCKET` was set or taken away. */
@Injectable()
export class StoredFilesCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger('Storage');

  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly storage: Storage,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.env.JOBS) void this.check().catch((error: unknown) => this.logger.warn(String(error)));
  }

  async check(): Promise<number> {
    const rows = await this.database.query<{ key: string }>(
      `SELECT key FROM attachments WHERE key IS NOT NULL AND message_id IS NOT NULL ORDER BY id DESC LIMIT ${MAX_SAMPLED}`,
    );
    const found = await Promise.all(rows.map(({ key }) => this.isMissing(key)));
    const missing = found.filter(Boolean).length;
    if (missing)
      this.logger.error(
        `${missing} of the ${rows.length} newest files are not in the ${this.config.s3 ? 'bucket' : 'folder'} for files. ` +
          `Was the storage changed? npm run admin -- move-files --to ${this.config.s3 ? 's3' : 'folder'} brings them`,
      );
    return missing;
  }

  private async isMissing(key: string): Promise<boolean> {
    try {
      await this.storage.size(key);
      return false;
    } catch (error) {
      if (error instanceof MissingFile) return true;
      throw error;
    }
  }
}
