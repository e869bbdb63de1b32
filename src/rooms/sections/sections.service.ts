import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../common/caller.ts';
import { Problem } from '../../common/problem.ts';
import { PersonalStream } from '../../personal/personal-stream.service.ts';
import { limits } from '../../shared/limits.ts';
import { placeBetween } from '../../shared/place.ts';
import type { CreateSection, Section, UpdateSection } from './sections.dto.ts';
import { SectionsRepository } from './sections.repository.ts';

/** Sections that people make in their list of rooms. All their devices are told by the personal stream (`section`). */
@Injectable()
export class SectionsService {
  constructor(
    private readonly repository: SectionsRepository,
    private readonly stream: PersonalStream,
  ) {}

  list({ userId }: Caller): Promise<Section[]> {
    return this.repository.ofUser(userId);
  }

  /** @throws Problem `too_many_sections` */
  async create({ userId }: Caller, input: CreateSection): Promise<Section> {
    return this.stream.write(userId, async (tx) => {
      const { count, last } = await this.repository.summary(tx, userId);
      if (count >= limits.sections) throw new Problem('too_many_sections');
      const { name, collapsed = false, sort = 'recent', place = placeBetween(last, null) } = input;
      const section = { id: randomUUID(), name, collapsed, sort, place };
      await this.repository.add(tx, userId, section);
      return { answer: section, changes: [{ kind: 'section', id: section.id, isGone: false }] };
    });
  }

  /** @throws Problem `section_not_found` */
  async update({ userId }: Caller, id: string, changes: UpdateSection): Promise<Section> {
    return this.stream.write(userId, async (tx) => {
      const section = await this.repository.update(tx, userId, id, changes);
      if (!section) throw new Problem('section_not_found');
      return { answer: section, changes: [{ kind: 'section', id, isGone: false }] };
    });
  }

  /**
   * Its rooms keep the id, which no other section gets: they stand with the rooms that are in no section. A repeat changes
   * nothing.
   */
  async remove({ userId }: Caller, id: string): Promise<void> {
    await this.stream.write(userId, async (tx) => {
      const isGone = await this.repository.remove(tx, userId, id);
      return { answer: undefined, changes: isGone ? [{ kind: 'section', id, isGone }] : [] };
    });
  }

  /** @throws Problem `section_not_found` unless the person has this section */
  async assertExists(userId: string, id: string): Promise<void> {
    if ((await this.repository.byIds(userId, [id])).length === 0) throw new Problem('section_not_found');
  }
}
