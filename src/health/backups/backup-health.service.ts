import { Injectable } from '@nestjs/common';
import { Config } from '../../common/config.ts';
import { BackupLog } from './backup-log.ts';
import type { BackupHealth } from '../server-health.dto.ts';

@Injectable()
export class BackupHealthService {
  constructor(
    private readonly config: Config,
    private readonly log: BackupLog,
  ) {}

  async read(): Promise<BackupHealth> {
    const { lastAt, lastError, verifiedAt, verificationError } = await this.log.summary();
    return {
      scheduled: this.config.env.BACKUP_TO !== undefined,
      lastAt: lastAt?.toISOString() ?? null,
      lastError,
      verifiedAt: verifiedAt?.toISOString() ?? null,
      verificationError,
    };
  }
}
