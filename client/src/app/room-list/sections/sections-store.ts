import { computed, inject, Injectable } from '@angular/core';
import type { CreateSection, Section, UpdateSection } from '@api/rooms/sections/sections.dto.ts';
import { Api } from '../../api/api.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { valuesOf } from '../../personal/personal-state.ts';
import { PersonalStore } from '../../personal/personal-store.ts';
import { byPlace, placesAfterMove } from './room-groups.ts';

/** The sections that the reader has made in the list of rooms. */
@Injectable({ providedIn: 'root' })
export class SectionsStore {
  private readonly api = inject(Api);
  private readonly personal = inject(PersonalStore);
  private readonly socket = inject(ChatSocket);

  /** In their order. */
  readonly all = computed(() => [...valuesOf(this.personal.state(), 'section').values()].sort(byPlace));

  async create(section: CreateSection): Promise<Section> {
    const created = await this.api.post<Section>('/sections', section);
    await this.afterChange();
    return created;
  }

  async update(id: string, changes: UpdateSection): Promise<void> {
    await this.api.patch(`/sections/${id}`, changes);
    await this.afterChange();
  }

  async remove(id: string): Promise<void> {
    await this.api.delete(`/sections/${id}`);
    await this.afterChange();
  }

  /** @param by -1: before the previous section, 1: behind the next one; nothing at the end of the list */
  async move(id: string, by: -1 | 1): Promise<void> {
    for (const { id: moved, place } of placesAfterMove(this.all(), id, by)) await this.update(moved, { place });
  }

  /** While the socket is down the change is not told by it. */
  private async afterChange(): Promise<void> {
    if (this.socket.phase() !== 'live') await this.personal.refresh();
  }
}
