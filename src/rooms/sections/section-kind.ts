import { Injectable } from '@nestjs/common';
import { type PersonalKind, PersonalKinds } from '../../personal/personal-kinds.ts';
import type { Section } from './sections.dto.ts';
import { SectionsRepository } from './sections.repository.ts';

/** Sections as items of the personal stream. */
@Injectable()
export class SectionKind implements PersonalKind {
  constructor(
    private readonly repository: SectionsRepository,
    kinds: PersonalKinds,
  ) {
    kinds.register('section', this);
  }

  async read(userId: string, ids: string[]): Promise<Map<string, Section>> {
    return new Map((await this.repository.byIds(userId, ids)).map((section) => [section.id, section]));
  }
}
