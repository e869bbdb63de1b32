import { inject, Injectable, signal } from '@angular/core';
import type { UserTyping } from '@api/presence/presence.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';

const EXPIRES = 6_000;
const REPEAT = 3_000;

type TypingInRoom = ReadonlyMap<string, { user: UserSummary; until: number }>;

/** Who is writing where, and telling others that we are. */
@Injectable({ providedIn: 'root' })
export class TypingStore {
  private readonly socket = inject(ChatSocket);
  private readonly rooms = signal<ReadonlyMap<string, TypingInRoom>>(new Map());
  private readonly told = new Map<string, number>();

  constructor() {
    this.socket.on('user_typing', (typing) => this.take(typing));
    this.socket.on('receive_message', ({ roomId, author }) => this.ended(roomId, author));
    this.socket.on('receive_messages', (all) => all.forEach(({ roomId, author }) => this.ended(roomId, author)));
  }

  typingIn(roomId: string): UserSummary[] {
    return [...(this.rooms().get(roomId)?.values() ?? [])].map(({ user }) => user);
  }

  /** Called at every key: tells the room at most every three seconds. */
  notifyTyping(roomId: string): void {
    const now = Date.now();
    if (now - (this.told.get(roomId) ?? 0) < REPEAT) return;
    this.told.set(roomId, now);
    this.tell(roomId, true);
  }

  notifyStopped(roomId: string): void {
    if (this.told.delete(roomId)) this.tell(roomId, false);
  }

  private tell(roomId: string, active: boolean): void {
    // A lost hint is no loss: it expires by itself.
    this.socket.command('typing', { roomId, active }).catch(() => undefined);
  }

  private take({ roomId, user, active }: UserTyping): void {
    if (!active) return this.ended(roomId, user);
    this.change(roomId, (typing) => typing.set(user.id, { user, until: Date.now() + EXPIRES }));
    setTimeout(() => this.expire(roomId), EXPIRES + 50);
  }

  private ended(roomId: string, user: UserSummary | null): void {
    if (user && this.rooms().get(roomId)?.has(user.id)) this.change(roomId, (typing) => typing.delete(user.id));
  }

  private expire(roomId: string): void {
    const now = Date.now();
    this.change(roomId, (typing) => typing.forEach(({ until }, id) => until <= now && typing.delete(id)));
  }

  private change(roomId: string, how: (typing: Map<string, { user: UserSummary; until: number }>) => unknown): void {
    this.rooms.update((rooms) => {
      const typing = new Map(rooms.get(roomId));
      how(typing);
      return new Map(rooms).set(roomId, typing);
    });
  }
}
