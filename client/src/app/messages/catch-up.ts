import { inject } from '@angular/core';
import type { Changes, Message } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import type { RoomWindows } from './room-windows.ts';

/** How long an early change waits for the change before it until `changes` is asked. */
const GAP_TIMEOUT_MS = 300;

export interface CatchUpTarget {
  /** @param newest the last seq that was loaded when the changes were asked for */
  applyChanges(roomId: string, changes: Pick<Changes, 'items' | 'revision'>, newest: number): void;
  /** Called when the room is too far behind: its window may be wrong. */
  reset(roomId: string): Promise<void>;
}

/** Fetches the changes that the window of a room has missed. Needs an injection context. */
export class CatchUp {
  private readonly api = inject(Api);
  private readonly rooms = inject(RoomsStore);
  private readonly running = new Map<string, Promise<void>>();

  constructor(
    private readonly windows: RoomWindows,
    private readonly target: CatchUpTarget,
  ) {}

  /** Fetches them unless they arrive by themselves within `GAP_TIMEOUT_MS`. */
  soon(roomId: string): void {
    setTimeout(() => {
      const window = this.windows.get(roomId);
      const head = this.rooms.room(roomId)?.revision ?? 0;
      if (window && (window.early.length > 0 || head > window.revision)) void this.now(roomId).catch(() => undefined);
    }, GAP_TIMEOUT_MS);
  }

  /** @param since the revision to begin at, else that of the window */
  now(roomId: string, since?: number): Promise<void> {
    const running =
      this.running.get(roomId) ?? this.fetch(roomId, { since }).finally(() => this.running.delete(roomId));
    this.running.set(roomId, running);
    return running;
  }

  /** All pages are put together before any is applied: a single page may have gaps that a later page fills. */
  async fetch(roomId: string, from: { since?: number | undefined; first?: Changes }): Promise<void> {
    const window = this.windows.get(roomId);
    if (!window) return;
    const next = (since: number) => this.api.get<Changes>(`/rooms/${roomId}/changes`, { since, epoch: window.epoch });
    const items: Message[] = [];
    const newest = window.messages.at(-1)?.seq ?? Infinity;
    let page = from.first ?? (await next(from.since ?? window.revision));
    for (;;) {
      if (page.reset) return this.target.reset(roomId);
      items.push(...page.items);
      if (!page.more) break;
      page = await next(page.revision);
    }
    this.target.applyChanges(roomId, { items, revision: page.revision }, newest);
  }
}
