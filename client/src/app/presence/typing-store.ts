import { inject, Injectable, signal } from '@angular/core';
import type { UserTyping } from '@api/presence/presence.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';

/** A typing hint that is not repeated counts for so long. */
const EXPIRY_MS = 6_000;
/** Own typing is sent again at most once in this time. */
const REPEAT_MS = 3_000;
const EXPIRY_CHECK_DELAY_MS = EXPIRY_MS + 50;

type TypingInRoom = ReadonlyMap<string, { user: UserSummary; until: number }>;

/** Who is typing in which room, and the reader's own typing as it is sent to others. */
@Injectable({ providedIn: 'root' })
export class TypingStore {
  private readonly socket = inject(ChatSocket);
  private readonly rooms = signal<ReadonlyMap<string, TypingInRoom>>(new Map());
  private readonly sentAt = new Map<string, number>();

  constructor() {
    this.socket.on('user_typing', (typing) => this.apply(typing));
    this.socket.on('receive_message', ({ roomId, author }) => this.removeTyping(roomId, author));
    this.socket.on('receive_messages', (all) => all.forEach(({ roomId, author }) => this.removeTyping(roomId, author)));
  }

  typingIn(roomId: string): UserSummary[] {
    return [...(this.rooms().get(roomId)?.values() ?? [])].map(({ user }) => user);
  }

  /** For every keystroke: sends the hint at most every `REPEAT_MS`. */
  notifyTyping(roomId: string): void {
    const now = Date.now();
    if (now - (this.sentAt.get(roomId) ?? 0) < REPEAT_MS) return;
    this.sentAt.set(roomId, now);
    this.send(roomId, true);
  }

  notifyStopped(roomId: string): void {
    if (this.sentAt.delete(roomId)) this.send(roomId, false);
  }

  private send(roomId: string, active: boolean): void {
    // A lost hint does no harm: it expires by itself.
    this.socket.command('typing', { roomId, active }).catch(() => undefined);
  }

  private apply({ roomId, user, active }: UserTyping): void {
    if (!active) return this.removeTyping(roomId, user);
    this.change(roomId, (typing) => typing.set(user.id, { user, until: Date.now() + EXPIRY_MS }));
    setTimeout(() => this.removeExpired(roomId), EXPIRY_CHECK_DELAY_MS);
  }

  private removeTyping(roomId: string, user: UserSummary | null): void {
    if (user && this.rooms().get(roomId)?.has(user.id)) this.change(roomId, (typing) => typing.delete(user.id));
  }

  private removeExpired(roomId: string): void {
    const now = Date.now();
    this.change(roomId, (typing) => typing.forEach(({ until }, id) => until <= now && typing.delete(id)));
  }

  private change(roomId: string, update: (typing: Map<string, { user: UserSummary; until: number }>) => unknown): void {
    this.rooms.update((rooms) => {
      const typing = new Map(rooms.get(roomId));
      update(typing);
      return new Map(rooms).set(roomId, typing);
    });
  }
}
