import { IsBoolean, IsOptional, Min } from 'class-validator';
import { QueryBoolean, WholeNumber } from '../common/validation/validation.ts';
import { BlockEntry } from '../blocks/blocks.dto.ts';
import { DraftEntry } from '../drafts/drafts.dto.ts';
import { ReportEntry } from '../reports/reports.dto.ts';
import { Section } from '../rooms/sections/sections.dto.ts';
import { SavedEntry } from '../saved/saved.dto.ts';
import { ScheduledEntry } from '../scheduled/scheduled.dto.ts';

/** The kinds of personal items; there may be more. */
export const PERSONAL_KINDS = ['saved', 'draft', 'scheduled', 'section', 'block', 'report'] as const;
export type PersonalKindName = (typeof PERSONAL_KINDS)[number];

/** `personal_changed`: an item that only the caller sees, on all their devices, after its last change. */
export class PersonalItem {
  /**
   * `saved`: a saved message, by the id of the message; `draft`: a draft, whose `revision` is its version, also once it is
   * gone; `scheduled`: a message to be sent later, gone once it is sent; `section`: a section
   * of the list of rooms; `block`: a person whom the caller has blocked, by their id; `report`: a message that the caller has
   * reported, or one of theirs about which a report is decided. Pass over kinds that you do not know.
   */
  kind: PersonalKindName;
  /** Unique within its kind. */
  id: string;
  /**
   * The caller's revision when this item last changed. A higher revision replaces a lower revision.
   * @example 12
   */
  revision: number;
  /** Null once the item is gone. */
  value: SavedEntry | DraftEntry | ScheduledEntry | Section | BlockEntry | ReportEntry | null;
}

/** Personal items that changed after a revision, each once, in its newest state. */
export class PersonalChanges {
  /** Revision ascending. */
  items: PersonalItem[];
  /** The revision for the next request. */
  revision: number;
  /** True when there is more: request again from `revision`. */
  more: boolean;
  /**
   * True when the requested revision is unknown, or so old that removed items are forgotten (30 days): discard all items
   * that are held. `items` begins with the first one.
   */
  reset: boolean;
  /** What `revision` belongs to: send it along with the next request. It is another one after a restored backup. */
  epoch: number;
}

export class PersonalQuery {
  /** The revision that the caller holds; 0 for everything. */
  @WholeNumber()
  @Min(0)
  since: number;

  /** The `epoch` that came with that revision. */
  @IsOptional()
  @WholeNumber()
  @Min(1)
  epoch?: number;

  /** True for the pages after one that said `more`: that some removed items are forgotten does not matter to them. */
  @IsOptional()
  @QueryBoolean()
  @IsBoolean()
  continued?: boolean;
}
