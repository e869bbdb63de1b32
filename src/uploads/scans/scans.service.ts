import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { ScheduledTasks } from '../../common/scheduled-tasks.ts';
import type { AttachmentEntity } from '../attachments/attachment.entity.ts';
import { AttachmentsRepository, type PendingScan } from '../attachments/attachments.repository.ts';
import { ScanVerdictRecorder } from './scan-verdict-recorder.ts';
import { Storage } from '../storage/storage.ts';
import { VirusScanner } from './virus-scanner.ts';

const SCAN_POLL_MS = 2_000;
/** The response to an upload waits this long for the verdict. */
const FIRST_SCAN_MS = 3_000;
/** Delay before another attempt after the scanner did not answer; doubled with each attempt. */
const FIRST_RETRY_SECONDS = 3;
const MAX_RETRY_SECONDS = 600;

/** Scans every pending file, however long the scanner is away. */
@Injectable()
export class ScansService {
  private readonly logger = new Logger('Uploads');
  private working = false;

  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly storage: Storage,
    private readonly scanner: VirusScanner,
    private readonly verdicts: ScanVerdictRecorder,
    tasks: ScheduledTasks,
  ) {
    tasks.onOneNode(SCAN_POLL_MS, 'virus scans', () => this.scanAllDue());
  }

  /** Scans a new file and returns its row; still pending when the scanner takes longer than 3 seconds. */
  async scanNow(row: AttachmentEntity): Promise<AttachmentEntity> {
    const pending = await this.attachments.claimScan(row.id);
    if (!pending) return row;
    await Promise.race([this.scan(pending), delay(FIRST_SCAN_MS, undefined, { ref: false })]);
    return (await this.attachments.byId(row.id)) ?? row;
  }

  private async scanAllDue(): Promise<void> {
    if (this.working) return;
    this.working = true;
    try {
      for (let next = await this.attachments.claimScan(); next; next = await this.attachments.claimScan())
        await this.scan(next);
    } finally {
      this.working = false;
    }
  }

  /** Anything but a verdict leaves the file pending. Where the scanner was removed from the settings, the file is clean. */
  private async scan({ id, receivedKey, scans }: PendingScan): Promise<void> {
    try {
      await this.verdicts.record(id, await this.scanner.isClean(() => this.storage.open(receivedKey)));
    } catch (error) {
      this.logger.warn(`File ${id} waits: ${String(error)}`);
      await this.attachments.postponeScan(id, Math.min(FIRST_RETRY_SECONDS * 2 ** (scans - 1), MAX_RETRY_SECONDS));
    }
  }
}
