import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { Config } from '../common/config.ts';
import { Database } from '../common/database.ts';
import { Problem } from '../common/problem.ts';
import { ScheduledTasks } from '../common/scheduled-tasks.ts';
import { RealtimeService } from '../transport/realtime.service.ts';
import { unsigned } from '../timeline/attachment.view.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { TimelineService } from '../timeline/timeline.service.ts';
import { attachmentOf } from './attachment.view.ts';
import type { AttachmentEntity } from './attachment.entity.ts';
import { AttachmentsRepository, type PendingScan } from './attachments.repository.ts';
import { scan } from './scanner.ts';
import { Storage } from './storage.ts';

const ROUND = 2_000;
/** An upload is answered with what the scanner has said by then. */
const PATIENCE = 3_000;
/** Seconds until a scanner that did not answer is asked again: twice as many each time. */
const FIRST_WAIT = 3;
const LONGEST_WAIT = 600;

/** It was sent meanwhile: the room has to be locked first. */
class Moved extends Error {}

/** Has every file looked at by the virus scanner, however long that is away, and tells what it said. */
@Injectable()
export class ScansService {
  private readonly logger = new Logger('Uploads');
  private working = false;

  constructor(
    private readonly attachments: AttachmentsRepository,
    private readonly storage: Storage,
    private readonly messages: TimelineRepository,
    private readonly timeline: TimelineService,
    private readonly realtime: RealtimeService,
    private readonly database: Database,
    private readonly config: Config,
    rounds: ScheduledTasks,
  ) {
    rounds.onOneNode(ROUND, 'virus scans', () => this.round());
  }

  /** The first look at a file, awaited for a moment only. */
  async scanNow(row: AttachmentEntity): Promise<AttachmentEntity> {
    const waiting = await this.attachments.claimScan(row.id);
    if (!waiting) return row;
    await Promise.race([this.look(waiting), delay(PATIENCE, undefined, { ref: false })]);
    return (await this.attachments.byId(row.id)) ?? row;
  }

  /**
   * Looks at a file on this machine, which is not kept unless it is clean.
   * @throws Problem `file_infected`, `unavailable`
   */
  async assertClean(open: () => NodeJS.ReadableStream): Promise<void> {
    const { scanner } = this.config;
    if (!scanner) return;
    const clean = await scan(scanner, open() as never).catch((error: unknown) => {
      this.logger.warn(String(error));
      throw new Problem('unavailable', 'The virus scanner does not answer', undefined, FIRST_WAIT);
    });
    if (!clean) throw new Problem('file_infected');
  }

  private async round(): Promise<void> {
    if (this.working) return;
    this.working = true;
    try {
      for (let next = await this.attachments.claimScan(); next; next = await this.attachments.claimScan())
        await this.look(next);
    } finally {
      this.working = false;
    }
  }

  /** Whatever is no verdict leaves the file pending. */
  private async look({ id, receivedKey, scans }: PendingScan): Promise<void> {
    const { scanner } = this.config;
    try {
      // Without a scanner any longer, what waited for it is let in like everything else.
      const clean = !scanner || (await scan(scanner, await this.storage.open(receivedKey)));
      await this.settle(id, clean);
    } catch (error) {
      this.logger.warn(`File ${id} waits: ${String(error)}`);
      await this.attachments.postponeScan(id, Math.min(FIRST_WAIT * 2 ** (scans - 1), LONGEST_WAIT));
    }
  }

  private async settle(id: string, clean: boolean): Promise<void> {
    const row = await this.attachments.byId(id);
    if (row?.status !== 'pending') return;
    try {
      await this.write(row, clean);
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
      await this.settle(id, clean);
    }
  }

  /** A file that was sent changes its message: for everybody in the room, with a revision, under the lock of the head. */
  private async write({ id, uploaderId, roomId, messageId }: AttachmentEntity, clean: boolean): Promise<void> {
    const { settled, changed } = await this.database.transaction(async (tx) => {
      const head = roomId && (await this.messages.advanceHead(tx, roomId, { revision: 1 }));
      const settled = await this.attachments.recordVerdict(tx, id, roomId, clean);
      if (!settled) throw new Moved();
      const changed = head && messageId && (await this.messages.applyRevision(tx, messageId, head.revision));
      return { settled, changed };
    });
    if (changed) this.timeline.publish([changed]);
    const attachment = attachmentOf(settled, unsigned);
    this.realtime.emit(`user:${uploaderId}`, 'attachment_changed', { attachment, messageId, roomId });
  }
}
