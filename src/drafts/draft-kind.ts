import { Injectable } from '@nestjs/common';
import { type PersonalKind, PersonalKinds } from '../personal/personal-kinds.ts';
import type { DraftEntry } from './drafts.dto.ts';
import { DraftsRepository } from './drafts.repository.ts';

/** Drafts as items of the personal stream. */
@Injectable()
export class DraftKind implements PersonalKind {
  constructor(
    private readonly repository: DraftsRepository,
    kinds: PersonalKinds,
  ) {
    kinds.register('draft', this);
  }

  async read(userId: string, ids: string[]): Promise<Map<string, DraftEntry>> {
    return new Map((await this.repository.byIds(userId, ids)).map((draft) => [draft.id, draft]));
  }
}
