import { inject } from '@angular/core';
import type { Changes, Message } from '@api/timeline/message.dto.ts';
import { Api } from '../api/api.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { type HeldState, heldSince } from './messages-state.ts';
import type { RoomWindows } from './room-windows.ts';

/** How long an early change waits for the change before it until `changes` is asked. */
const GAP_TIMEOUT_MS = 300;

export interface CatchUpTarget {
  /** @param newest the last seq that was known when the changes were asked for */
  applyChanges(roomId: string, changes: Pick<Changes, 'items' | 'revision' | 'epoch'>, newest: number): void;
  /** Called when the room is too far behind: its window may be wrong. */
  reset(roomId: string, answer: Changes): Promise<void>;
}

interface CatchUpStart {
  /** The revision to begin at, else that of the window. */
  since?: number | undefined;
  /** The first page, if it was answered already, and what was held when it was asked for. */
  first?: Changes;
  held?: HeldState | undefined;
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
  async fetch(roomId: string, from: CatchUpStart): Promise<void> {
    const window = this.windows.get(roomId);
    if (!window) return;
    let held = from.held ?? heldSince(window, from.since);
    const next = () => {
      const { revision: since, ...known } = held;
      return this.api.get<Changes>(`/rooms/${roomId}/changes`, { since, ...known });
    };
    const items: Message[] = [];
    const last = window.messages.at(-1)?.seq;
    const newest = last === undefined ? Infinity : Math.max(last, window.hasAfter ? 0 : (window.lastSeq ?? 0));
    let page = from.first ?? (await next());
    for (;;) {
      if (page.reset) return this.target.reset(roomId, page);
      items.push(...page.items);
      if (!page.more) break;
      // A page without items says nothing about what is held: the next one is asked in the same way.
      if (page.items.length) held = { revision: page.revision, epoch: page.epoch };
      page = await next();
    }
    // Asked for before the server went on from another state of its database, and answered after the window did.
    const { epoch = window.epoch } = this.windows.get(roomId) ?? {};
    if (epoch !== window.epoch && epoch !== page.epoch) return;
    this.target.applyChanges(roomId, { items, revision: page.revision, epoch: page.epoch }, newest);
  }
}
