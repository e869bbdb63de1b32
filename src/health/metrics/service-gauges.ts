import { Injectable } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import { BackupLog } from '../backups/backup-log.ts';
import { ClockSkew } from '../clock-skew.ts';
import { DependencyHealthService } from '../dependency-health.service.ts';
import { FileHealthService } from '../file-health.service.ts';
import { NodeRegistry, SILENT_SECONDS } from '../node-registry.ts';
import { withTimeout } from '../with-timeout.ts';

/**
 * What every process tells alike about the whole installation: what it depends on, its processes, files and backups. Read
 * when `/metrics` is requested; what cannot be read is NaN.
 */
@Injectable()
export class ServiceGauges {
  readonly registry = new Registry();

  constructor(
    parts: DependencyHealthService,
    nodes: NodeRegistry,
    files: FileHealthService,
    backups: BackupLog,
    clock: ClockSkew,
  ) {
    this.addParts(parts);
    this.gauge('clock_skew_seconds', "How far the clock of this process is ahead of the database's", () =>
      Promise.resolve((clock.milliseconds ?? NaN) / 1000),
    );
    this.gauge('files_pending', 'Files that wait for the virus scanner', () => files.countPending());
    this.gauge(
      'storage_free_bytes',
      'Free bytes of the folder for files',
      async () => (await files.freeBytes()) ?? NaN,
    );
    this.gauge('nodes_silent', 'Processes that ended without a word in the last five minutes', async () => {
      const all = await nodes.all();
      return all.filter(({ silentFor }) => silentFor >= SILENT_SECONDS).length;
    });
    const age = async (name: 'lastAgeSeconds' | 'verifiedAgeSeconds') => (await backups.summary())[name] ?? NaN;
    this.gauge('backup_age_seconds', 'Since the end of the newest backup', () => age('lastAgeSeconds'));
    this.gauge('backup_verified_age_seconds', 'Since a backup was restored and compared', () =>
      age('verifiedAgeSeconds'),
    );
    this.gauge('backup_failed', 'Whether the newest backup, or its trial, failed', async () => {
      const { lastError, verificationError } = await backups.summary();
      return Number(Boolean(lastError ?? verificationError));
    });
  }

  private addParts(parts: DependencyHealthService): void {
    new Gauge({
      name: 'parley_dependency_up',
      help: 'Whether a part that Parley depends on works; absent when it is not configured',
      labelNames: ['part'],
      registers: [this.registry],
      async collect() {
        this.reset();
        for (const { name, state } of await parts.all())
          if (state !== 'off') this.set({ part: name }, Number(state === 'up'));
      },
    });
  }

  private gauge(name: string, help: string, look: () => Promise<number>): void {
    new Gauge({
      name: `parley_${name}`,
      help,
      registers: [this.registry],
      async collect() {
        this.set(await withTimeout(look()).catch(() => NaN));
      },
    });
  }
}
