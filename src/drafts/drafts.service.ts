import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/caller.ts';
import { cursorKeys, page } from '../common/page.ts';
import { Problem } from '../common/problem.ts';
import { PersonalStream } from '../personal/personal-stream.service.ts';
import { RoomAccess } from '../rooms/room-access.ts';
import { limits } from '../shared/limits.ts';
import { TimelineRepository } from '../timeline/timeline.repository.ts';
import { conflictingDraft, type StoredDraft } from './draft.view.ts';
import type { DraftPage, DraftPlaceQuery, DraftsQuery, DraftVersion, PutDraft } from './drafts.dto.ts';
import {
  contentOf,
  type DraftContent,
  draftIdOf,
  type DraftPlace,
  EMPTY_DRAFT,
  isEmptyDraft,
  isSameContent,
  placeOf,
} from './drafts.policy.ts';
import { DraftsRepository } from './drafts.repository.ts';

const LAST: [string, string] = ['9999-12-31T00:00:00Z', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];

/** Drafts of people, on all their devices: each change names what it began from, so that no device overwrites another. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly timeline: TimelineRepository,
    private readonly repository: DraftsRepository,
    private readonly stream: PersonalStream,
  ) {}

  /**
   * Stores a draft; one without words, reply and files is removed. What stands there already is stored whatever it began
   * from, so a repeat succeeds.
   * @throws Problem `room_not_found`, `message_not_found` for a thread or an edited message that is not of this room,
   *   `draft_conflict` with the draft that stands there, `too_many_drafts`
   */
  async put(caller: Caller, roomId: string, input: PutDraft): Promise<DraftVersion> {
    const { visibleFromSeq } = await this.access.allow(caller, roomId, 'read');
    const place = placeOf(roomId, input);
    await this.assertExists(place, visibleFromSeq);
    const content = contentOf(input);
    return { version: await this.change(caller.userId, place, content, input.baseVersion) };
  }

  /** Needs no right to the room. A repeat changes nothing. @throws Problem `draft_conflict` for another `baseVersion` */
  async remove({ userId }: Caller, roomId: string, { baseVersion, ...place }: DraftPlaceQuery): Promise<void> {
    await this.change(userId, placeOf(roomId, place), EMPTY_DRAFT, baseVersion);
  }

  async list({ userId }: Caller, { cursor, limit = 50 }: DraftsQuery): Promise<DraftPage> {
    const [time, id] = cursorKeys(cursor, ['time', 'id'], LAST);
    const items = await this.repository.page(userId, { time, id }, limit + 1);
    return page(items, limit, (draft) => [draft.updatedAt, draft.id]);
  }

  /** @returns the version that it has then */
  private change(
    userId: string,
    place: DraftPlace,
    content: DraftContent,
    baseVersion: number | undefined,
  ): Promise<number> {
    const id = draftIdOf(place);
    return this.stream.write(userId, async (tx) => {
      const before = await this.repository.find(tx, userId, id);
      const current = before?.version ?? 0;
      if (isSameContent(before ?? EMPTY_DRAFT, content)) return { answer: current, changes: [] };
      if (baseVersion !== undefined && baseVersion !== current) throw conflictWith(before);
      const isGone = isEmptyDraft(content);
      if (!isGone) this.assertFits(content, await this.repository.others(tx, userId, id));
      const version = await this.stream.nextRevision(tx, userId);
      const updatedAt = new Date().toISOString();
      await this.repository.put(tx, userId, { ...place, ...content, id, version, updatedAt, isGone });
      return { answer: version, changes: [{ kind: 'draft', id, isGone }] };
    });
  }

  private assertFits({ body }: DraftContent, others: { count: number; length: number }): void {
    if (others.count >= limits.drafts || others.length + [...body].length > limits.draftBodies)
      throw new Problem('too_many_drafts');
  }

  /** So that a person has no more drafts, and tombstones, than there are messages. */
  private async assertExists({ roomId, threadId, editOf }: DraftPlace, visibleFromSeq: number): Promise<void> {
    for (const [field, id] of Object.entries({ threadId, editOf })) {
      if (!id) continue;
      const message = await this.timeline.byId(id);
      if (message?.roomId !== roomId.toLowerCase() || message.seq < visibleFromSeq)
        throw new Problem('message_not_found', undefined, { [field]: ['is not a message of this room'] });
    }
  }
}

const conflictWith = (stored: StoredDraft | undefined): Problem =>
  new Problem('draft_conflict', undefined, undefined, undefined, { draft: conflictingDraft(stored) });
