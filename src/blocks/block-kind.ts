import { Injectable } from '@nestjs/common';
import { type PersonalKind, PersonalKinds } from '../personal/personal-kinds.ts';
import { BlocksRepository } from '../users/blocks.repository.ts';
import type { BlockEntry } from './blocks.dto.ts';

/** Blocked people as items of the personal stream. */
@Injectable()
export class BlockKind implements PersonalKind {
  constructor(
    private readonly repository: BlocksRepository,
    kinds: PersonalKinds,
  ) {
    kinds.register('block', this);
  }

  async read(userId: string, ids: string[]): Promise<Map<string, BlockEntry>> {
    const blocks = await this.repository.byIds(userId, ids);
    return new Map(blocks.map((row) => [row.userId, { userId: row.userId, blockedAt: row.blockedAt.toISOString() }]));
  }
}
