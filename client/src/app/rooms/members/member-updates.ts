import { type DestroyRef, inject, Injectable } from '@angular/core';
import type { Member, MemberChanged } from '@api/rooms/members/members.dto.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';

type Listener = (update: MemberChanged) => void;

/** Passes on joins, leaves and role changes to the list of members. */
@Injectable({ providedIn: 'root' })
export class MemberUpdates {
  private readonly listeners = new Set<Listener>();

  constructor() {
    inject(ChatSocket).on('member_changed', (update) => this.listeners.forEach((listener) => listener(update)));
  }

  listen(listener: Listener, owner: DestroyRef): void {
    this.listeners.add(listener);
    owner.onDestroy(() => this.listeners.delete(listener));
  }
}

/**
 * The members after an update. They are ordered by joining, so a new member belongs to the end of the last page.
 * @param complete whether all pages are loaded
 */
export function withMemberUpdate(
  members: readonly Member[],
  { userId, member }: MemberChanged,
  complete: boolean,
): Member[] {
  if (!member) return members.filter(({ user }) => user.id !== userId);
  if (members.some(({ user }) => user.id === userId))
    return members.map((each) => (each.user.id === userId ? member : each));
  return complete ? [...members, member] : [...members];
}
