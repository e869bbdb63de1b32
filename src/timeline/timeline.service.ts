import { Injectable } from '@nestjs/common';
import { limits } from '../shared/limits.ts';
import { isOfSameRoomEpoch } from '../common/database/database-history.ts';
import { Database, type Tx } from '../common/database/database.ts';
import type { Changes, History, Message, SystemNotice } from './message.dto.ts';
import { type MessageRange, readRange } from './message-range.ts';
import type { PreloadedTargets } from './notification-target.ts';
import { RoomFeed } from './room-feed.ts';
import { type ChangeWitness, type Head, TimelineRepository } from './timeline.repository.ts';

/** At most one of `before`, `after`, `around` and `at`, or the newest. */
export interface HistoryRange extends MessageRange {
  at?: Date;
}

/** Up to where a client knows a room, and what proves it. */
export interface HeldRevision extends Partial<ChangeWitness> {
  revision: number;
  epoch?: number | undefined;
}

/** A room's messages in their order: writes notices, reads pages and changes. It checks no permissions. */
@Injectable()
export class TimelineService {
  constructor(
    private readonly repository: TimelineRepository,
    private readonly feed: RoomFeed,
    private readonly database: Database,
  ) {}

  /**
   * Writes a notice as the next message, in the transaction of the act it reports. Publish it after the commit.
   * @param members the change of the number of members
   */
  async writeNotice(
    tx: Tx,
    roomId: string,
    system: SystemNotice,
    members = 0,
  ): Promise<{ head: Head; notice: Message }> {
    const head = await this.repository.advanceHead(tx, roomId, { seq: 1, revision: 1, members });
    const { lastSeq: seq, revision } = head;
    const notice = await this.repository.insertNotice(tx, { roomId, seq, revision, system });
    return { head, notice };
  }

  /** Runs an act in a transaction that holds the head from its start: nothing else changes in the room meanwhile. */
  lockedTransaction<T>(roomId: string, act: (tx: Tx, head: Head) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => act(tx, await this.lockHead(tx, roomId)));
  }

  /** Locks the head of the room until the transaction ends. */
  lockHead(tx: Tx, roomId: string): Promise<Head> {
    return this.repository.advanceHead(tx, roomId, {});
  }

  /** Adds the first members of a room, without a notice. */
  async addMembers(tx: Tx, roomId: string, members: number): Promise<void> {
    await this.repository.advanceHead(tx, roomId, { members });
  }

  async memberCount(roomId: string): Promise<number> {
    return (await this.repository.heads([roomId]))[0]?.memberCount ?? 0;
  }

  /** Broadcasts committed changes of a room on every node. @param targets the loaded members that they may notify */
  publish(messages: Message[], targets?: PreloadedTargets): void {
    this.feed.publish(messages, targets);
  }

  /** @param from the first seq that the reader may see */
  async history(roomId: string, from: number, stretch: HistoryRange): Promise<History> {
    const around = stretch.at ? await this.repository.seqAt(roomId, stretch.at) : stretch.around;
    const messages = {
      before: (seq: number, limit: number) => this.repository.before(roomId, from, seq, limit),
      after: (seq: number, limit: number) => this.repository.after(roomId, from, seq, limit),
      // Without a query: a room's numbers have no gaps, and a thread begins with a message in the room.
      hasUpTo: (seq: number) => seq >= from,
    };
    // Read first: a message that is written meanwhile is then in the page, or comes as an event.
    const [head] = await this.repository.heads([roomId]);
    const page = await readRange(messages, { ...stretch, around });
    return { ...page, lastSeq: Math.max(head?.lastSeq ?? 0, page.items.at(-1)?.seq ?? 0) };
  }

  /**
   * What changed since a revision that the client holds. Exact at any age; `reset` only when what the client holds is not
   * the beginning of this room: after a restored backup, or a failover that lost some of it.
   */
  async changes(roomId: string, from: number, held: HeldRevision): Promise<Changes> {
    const { revision: since } = held;
    const [head] = await this.repository.heads([roomId]);
    const { revision: now = 0, epoch = held.epoch ?? 1 } = head ?? {};
    if (!(await this.isBeginning(roomId, held, now, epoch)))
      return { items: [], revision: now, more: false, reset: true, epoch };
    const items = await this.repository.changedSince(roomId, from, since, limits.changesPerAnswer);
    const more = items.length === limits.changesPerAnswer;
    // Rows may have changed between the two queries, so a row that is newer than the head determines the revision.
    const revision = more ? (items.at(-1)?.revision ?? since) : Math.max(now, items.at(-1)?.revision ?? 0);
    return { items, revision, more, reset: false, epoch };
  }

  /**
   * Whether all that the client holds is in this room. Another history of the database shares a beginning with the one that the
   * client knows: a change that both have proves that everything before it is common, too.
   */
  private async isBeginning(roomId: string, held: HeldRevision, now: number, epoch: number): Promise<boolean> {
    if (held.revision > now) return false;
    if (held.epoch === undefined || held.epoch === epoch) return true;
    if (!isOfSameRoomEpoch(held.epoch, epoch)) return false;
    if (held.revision === 0) return true;
    const { witness, witnessToken, revision } = held;
    return witness !== undefined && this.repository.hasChange(roomId, { witness, witnessToken }, revision);
  }
}
