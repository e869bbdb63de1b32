import { computed, Injectable, signal } from '@angular/core';
import type { Message } from '@api/timeline/message.dto.ts';

/** More would flood the rooms that they are forwarded to. */
export const MAX_SELECTED = 20;

/** The messages that the reader of a room has selected, to do one thing with all of them. Provided by the page of a room. */
@Injectable()
export class MessageSelection {
  /** By id; null while nothing is being selected. */
  private readonly selected = signal<ReadonlyMap<string, Message> | null>(null);

  readonly isActive = computed(() => this.selected() !== null);
  readonly count = computed(() => this.selected()?.size ?? 0);
  readonly isFull = computed(() => this.count() >= MAX_SELECTED);

  has(id: string | undefined): boolean {
    return id !== undefined && (this.selected()?.has(id) ?? false);
  }

  /** Selects a message, unless there are as many as may be; or takes it out. The first one begins the selection. */
  toggle(message: Message): void {
    const selected = new Map(this.selected());
    if (!selected.delete(message.id) && selected.size < MAX_SELECTED) selected.set(message.id, message);
    this.selected.set(selected);
  }

  /**
   * The selected messages, the oldest first, without those that were deleted meanwhile.
   * @param loaded messages as they are now; others are as they were selected
   */
  messages(loaded: readonly Message[]): Message[] {
    const now = new Map(loaded.map((message) => [message.id, message]));
    return [...(this.selected()?.values() ?? [])]
      .map((message) => now.get(message.id) ?? message)
      .filter(({ deletedAt }) => !deletedAt)
      .sort((a, b) => a.seq - b.seq);
  }

  end(): void {
    this.selected.set(null);
  }
}
