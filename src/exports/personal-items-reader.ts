import { Injectable } from '@nestjs/common';
import type { DraftEntry } from '../drafts/drafts.dto.ts';
import { DraftsRepository } from '../drafts/drafts.repository.ts';
import { ownReport } from '../reports/report.view.ts';
import type { OwnReport } from '../reports/reports.dto.ts';
import { ReportsRepository } from '../reports/reports.repository.ts';
import type { Section } from '../rooms/sections/sections.dto.ts';
import { SectionsRepository } from '../rooms/sections/sections.repository.ts';
import type { SavedEntry } from '../saved/saved.dto.ts';
import { SavedRepository } from '../saved/saved.repository.ts';
import type { ScheduledEntry } from '../scheduled/scheduled.dto.ts';
import { ScheduledRepository } from '../scheduled/scheduled.repository.ts';
import { type BlockRow, BlocksRepository } from '../users/blocks.repository.ts';

/** What a person has begun to write, has scheduled and has saved, whom they have blocked, what they have reported, and the sections of their list of rooms. */
export interface PersonalItems {
  blockedPeople: BlockRow[];
  reports: OwnReport[];
  drafts: DraftEntry[];
  roomSections: Section[];
  savedMessages: SavedEntry[];
  scheduledMessages: ScheduledEntry[];
}

/** Reads what only its owner sees. */
@Injectable()
export class PersonalItemsReader {
  constructor(
    private readonly blocks: BlocksRepository,
    private readonly reports: ReportsRepository,
    private readonly drafts: DraftsRepository,
    private readonly saved: SavedRepository,
    private readonly sections: SectionsRepository,
    private readonly scheduled: ScheduledRepository,
  ) {}

  async of(userId: string): Promise<PersonalItems> {
    return {
      blockedPeople: await this.blocks.ofUser(userId),
      reports: (await this.reports.madeBy(userId)).map(ownReport),
      drafts: await this.drafts.ofUser(userId),
      roomSections: await this.sections.ofUser(userId),
      savedMessages: await this.saved.ofUser(userId),
      scheduledMessages: await this.scheduled.ofUser(userId),
    };
  }
}
