import { computed, inject, linkedSignal, resource, signal } from '@angular/core';
import type { History, Message } from '@api/timeline/message.dto.ts';
import { Api } from '../../api/api.ts';

/** The newest messages of a room that the reader is not in, and older ones page by page. */
export class PreviewedHistory {
  private readonly api = inject(Api);
  private readonly newest;
  private readonly older = linkedSignal<unknown, { messages: readonly Message[]; hasBefore: boolean } | null>({
    source: computed(() => this.newest.value()),
    computation: () => null,
  });
  readonly error = computed(() => this.newest.error());
  readonly loaded = computed(() => this.newest.hasValue());
  readonly busy = signal(false);
  readonly failure = signal<unknown>(null);
  readonly messages = computed(() => [
    ...(this.older()?.messages ?? []),
    ...(this.newest.hasValue() ? this.newest.value().items : []),
  ]);
  readonly hasBefore = computed(
    () => this.older()?.hasBefore ?? (this.newest.hasValue() && this.newest.value().hasBefore),
  );

  /** @param roomId null for a room that shows nothing */
  constructor(private readonly roomId: () => string | null) {
    this.newest = resource({
      params: () => this.roomId() ?? undefined,
      loader: ({ params }) => this.page(params),
    });
  }

  reload(): void {
    this.newest.reload();
  }

  async loadOlder(): Promise<void> {
    const [roomId, first] = [this.roomId(), this.messages()[0]];
    if (!roomId || !first || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      const { items, hasBefore } = await this.page(roomId, first.seq);
      if (roomId === this.roomId())
        this.older.update((held) => ({ messages: [...items, ...(held?.messages ?? [])], hasBefore }));
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }

  private page(roomId: string, before?: number): Promise<History> {
    return this.api.get<History>(`/rooms/${roomId}/preview`, { before });
  }
}
