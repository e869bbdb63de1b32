import { Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.ts';
import { Config } from '../common/config.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { BackupLog } from '../health/backups/backup-log.ts';
import { lastDue, surplus } from './backup-schedule.ts';
import { backupName, type BackupStore, backupStore } from './backup-store.ts';
import { errorLine } from './error-line.ts';
import { verifyBackup } from './verify-backup.ts';

const POLL_MS = 60_000;
const DAY_SECONDS = 86_400;

/** Makes a backup a day where `BACKUP_TO` says so, keeps the newest, and now and then restores one to see that it is good. */
@Injectable()
export class ScheduledBackupsService {
  private readonly logger = new Logger('Backups');

  constructor(
    private readonly config: Config,
    private readonly log: BackupLog,
    private readonly audit: AuditService,
    tasks: ScheduledTasks,
  ) {
    const { BACKUP_TO: destination } = config.env;
    if (!destination) return;
    const store = backupStore(destination, config);
    tasks.onOneNode(POLL_MS, 'backup', () => this.runIfDue(store, new Date()));
  }

  /** What was missed while no process ran is made up for at once. */
  async runIfDue(store: BackupStore, now: Date): Promise<void> {
    const due = lastDue(now, this.config.env.BACKUP_AT);
    const name = backupName(due);
    const id = await this.log.begin(due, store.locationOf(name));
    if (!id) return;
    try {
      if (!(await store.names()).includes(name)) await store.save(this.config, name);
      await this.log.finish(id);
      await this.audit.record('backup_made', { detail: { location: store.locationOf(name), by: 'schedule' } });
      this.logger.log(`Backed up to ${store.locationOf(name)}`);
      for (const old of surplus(await store.names(), this.config.env.BACKUP_KEEP)) await store.remove(old);
    } catch (error) {
      await this.log.fail(id, errorLine(error));
      this.logger.error(`The backup to ${store.locationOf(name)} failed: ${errorLine(error)}`);
      return;
    }
    await this.verifyIfDue(store, id, name);
  }

  private async verifyIfDue(store: BackupStore, id: string, name: string): Promise<void> {
    const { BACKUP_VERIFY: days } = this.config.env;
    const { verifiedAgeSeconds } = await this.log.summary();
    // Half a day less: the time of day at which a trial ends varies.
    if (!days || (verifiedAgeSeconds !== null && verifiedAgeSeconds < (days - 0.5) * DAY_SECONDS)) return;
    try {
      const result = await store.withFolder(name, (folder) => verifyBackup(this.config, folder, () => undefined));
      await this.log.noteVerified(id);
      this.logger.log(result);
    } catch (error) {
      await this.log.noteUnverified(id, errorLine(error));
      this.logger.error(`The trial of ${store.locationOf(name)} failed: ${errorLine(error)}`);
    }
  }
}
