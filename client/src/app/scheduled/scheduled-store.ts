import { computed, inject, Injectable } from '@angular/core';
import type { ChangeScheduled, ScheduledEntry, ScheduledPage, ScheduleMessage } from '@api/scheduled/scheduled.dto.ts';
import type { Message } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { valuesOf } from '../personal/personal-state.ts';
import { PersonalStore } from '../personal/personal-store.ts';

/** The messages that the reader has scheduled. */
@Injectable({ providedIn: 'root' })
export class ScheduledStore {
  private readonly api = inject(Api);
  private readonly personal = inject(PersonalStore);
  private readonly socket = inject(ChatSocket);

  /** The earliest first. */
  readonly entries = computed<readonly ScheduledEntry[]>(() =>
    [...valuesOf(this.personal.state(), 'scheduled').values()].toSorted((one, other) =>
      one.sendAt.localeCompare(other.sendAt),
    ),
  );

  /** Those with their files. */
  all(): Promise<ScheduledPage> {
    return this.api.get<ScheduledPage>('/scheduled');
  }

  async create(roomId: string, message: ScheduleMessage): Promise<void> {
    await this.changing(this.api.post(`/rooms/${roomId}/scheduled`, message));
  }

  async change(id: string, change: ChangeScheduled): Promise<void> {
    await this.changing(this.api.patch(`/scheduled/${id}`, change));
  }

  async remove(id: string): Promise<void> {
    await this.changing(this.api.delete(`/scheduled/${id}`));
  }

  async sendNow(id: string): Promise<void> {
    await this.changing(this.api.post<Message>(`/scheduled/${id}/send`));
  }

  /** While the socket is down the change is not told by it. */
  private async changing(request: Promise<unknown>): Promise<void> {
    await request;
    if (this.socket.phase() !== 'live') await this.personal.refresh();
  }
}
