import { type DestroyRef, inject, Injectable } from '@angular/core';
import type { Member, MemberChanged } from '@api/rooms/members.dto.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';

type Listener = (news: MemberChanged) => void;

/** Who joined, left, or is something else now, for the part of the screen that shows the members of a room. */
@Injectable({ providedIn: 'root' })
export class MemberUpdates {
  private readonly listeners = new Set<Listener>();

  constructor() {
    inject(ChatSocket).on('member_changed', (news) => this.listeners.forEach((listener) => listener(news)));
  }

  listen(listener: Listener, owner: DestroyRef): void {
    this.listeners.add(listener);
    owner.onDestroy(() => this.listeners.delete(listener));
  }
}

/**
 * The members after one piece of news. They stand in the order of joining, so who is new comes last: on the last page.
 * @param complete all pages are there
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
