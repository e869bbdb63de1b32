import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { limits } from '@api/shared/limits.ts';
import type { PresenceState } from '@api/presence/presence.dto.ts';
import type { Presence } from '@api/users/users.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';

const SETTLE = 400;

/** Who is there. Only people on the screen are watched; each part of the screen says whom it shows. */
@Injectable({ providedIn: 'root' })
export class PresenceStore {
  private readonly socket = inject(ChatSocket);
  private readonly states = signal<ReadonlyMap<string, PresenceState>>(new Map());
  private readonly shown = new Map<string, readonly string[]>();
  private watched = '';
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.socket.on('presence_changed', (state) => this.apply([state]));
    effect(() => {
      // A new connection watches nobody yet.
      if (this.socket.phase() !== 'live') return;
      this.watched = '';
      untracked(() => this.watchSoon());
    });
  }

  presenceOf(userId: string): Presence | null {
    return this.states().get(userId)?.presence ?? null;
  }

  /** The people that one part of the screen shows; replaces what the same part said before. */
  setVisible(part: 'list' | 'panel' | 'timeline', userIds: readonly string[]): void {
    this.shown.set(part, userIds);
    this.watchSoon();
  }

  apply(states: readonly PresenceState[]): void {
    this.states.update((held) => new Map([...held, ...states.map((state) => [state.userId, state] as const)]));
  }

  private watchSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.watch(), SETTLE);
  }

  private async watch(): Promise<void> {
    const userIds = [...new Set([...this.shown.values()].flat())].slice(0, limits.watchedPeople).sort();
    if (userIds.join() === this.watched || this.socket.phase() !== 'live') return;
    this.watched = userIds.join();
    try {
      this.apply(await this.socket.command('watch_presence', { userIds }));
    } catch {
      // Presence is a courtesy: the next change of the screen or the connection asks again.
      this.watched = '';
    }
  }
}
