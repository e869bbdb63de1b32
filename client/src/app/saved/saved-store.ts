import { computed, inject, Injectable } from '@angular/core';
import type { SavedEntry, SavedPage, SaveMessage } from '@api/saved/saved.dto.ts';
import { Api } from '../api/api.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { valuesOf } from '../personal/personal-state.ts';
import { PersonalStore } from '../personal/personal-store.ts';

/** A list of what is saved. */
export type SavedView = 'open' | 'reminders' | 'done';
export const SAVED_VIEWS: readonly SavedView[] = ['open', 'reminders', 'done'];

export const fitsView = ({ state, remindAt }: SavedEntry, view: SavedView): boolean =>
  view === 'reminders' ? remindAt !== null : state === view;

/** The messages that the reader has saved for later. */
@Injectable({ providedIn: 'root' })
export class SavedStore {
  private readonly api = inject(Api);
  private readonly personal = inject(PersonalStore);
  private readonly socket = inject(ChatSocket);

  /** By message. */
  readonly entries = computed(() => valuesOf(this.personal.state(), 'saved'));
  /** Those whose reminder has rung, and which are neither done nor moved since. */
  readonly rung = computed(() => [...this.entries().values()].filter(({ remindedAt }) => remindedAt !== null).length);
  /** When the newest entry was saved; null without any. */
  readonly newestSavedAt = computed(() =>
    [...this.entries().values()].reduce<string | null>(
      (last, { savedAt }) => (savedAt > (last ?? '') ? savedAt : last),
      null,
    ),
  );

  entry(messageId: string): SavedEntry | undefined {
    return this.entries().get(messageId);
  }

  /** Saves a message or changes its entry; what is left out stays. */
  async save(messageId: string, input: SaveMessage = {}): Promise<void> {
    await this.api.put(`/messages/${messageId}/saved`, input);
    await this.afterChange();
  }

  async remove(messageId: string): Promise<void> {
    await this.api.delete(`/messages/${messageId}/saved`);
    await this.afterChange();
  }

  page(view: SavedView, cursor?: string): Promise<SavedPage> {
    const which = view === 'reminders' ? { reminders: 'true' } : { state: view };
    return this.api.get<SavedPage>('/saved', { ...which, cursor });
  }

  /** While the socket is down the change is not told by it. */
  private async afterChange(): Promise<void> {
    if (this.socket.phase() !== 'live') await this.personal.refresh();
  }
}
