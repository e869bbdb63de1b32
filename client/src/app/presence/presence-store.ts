import { effect, inject, Injectable, signal, untracked } from '@angular/core';
import { limits } from '@api/shared/limits.ts';
import type { PresenceState } from '@api/presence/presence.dto.ts';
import type { Presence } from '@api/users/users.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';

/** Changes of what is on the screen within this time are sent together. */
const WATCH_DELAY_MS = 400;

/**
 * The presence of people on the screen: only they are watched, and each part of the screen registers the people it
 * shows.
 */
@Injectable({ providedIn: 'root' })
export class PresenceStore {
  private readonly socket = inject(ChatSocket);
  private readonly states = signal<ReadonlyMap<string, PresenceState>>(new Map());
  private readonly visibleIds = new Map<string, readonly string[]>();
  private watchedKey = '';
  private watchTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.socket.on('presence_changed', (state) => this.apply([state]));
    effect(() => {
      // The server watches no people for a new connection yet.
      if (this.socket.phase() !== 'live') return;
      this.watchedKey = '';
      untracked(() => this.watchSoon());
    });
  }

  presenceOf(userId: string): Presence | null {
    return this.states().get(userId)?.presence ?? null;
  }

  /** Until when a person's notifications are paused, as far as they share it; null when they are not. */
  pausedUntil(userId: string, now: number): string | null {
    const { paused, pausedUntil } = this.states().get(userId) ?? {};
    return paused && pausedUntil && Date.parse(pausedUntil) > now ? pausedUntil : null;
  }

  /** Sets the people that a part of the screen shows, in place of those it showed before. */
  setVisible(part: 'list' | 'panel' | 'timeline', userIds: readonly string[]): void {
    this.visibleIds.set(part, userIds);
    this.watchSoon();
  }

  apply(states: readonly PresenceState[]): void {
    this.states.update((held) => new Map([...held, ...states.map((state) => [state.userId, state] as const)]));
  }

  private watchSoon(): void {
    clearTimeout(this.watchTimer);
    this.watchTimer = setTimeout(() => void this.watch(), WATCH_DELAY_MS);
  }

  private async watch(): Promise<void> {
    const userIds = [...new Set([...this.visibleIds.values()].flat())].slice(0, limits.watchedPeople).sort();
    if (userIds.join() === this.watchedKey || this.socket.phase() !== 'live') return;
    this.watchedKey = userIds.join();
    try {
      this.apply(await this.socket.command('watch_presence', { userIds }));
    } catch {
      // Presence may be missing for a while: the next change of the screen or the connection asks again.
      this.watchedKey = '';
    }
  }
}
