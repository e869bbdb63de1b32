import { effect, inject, type Signal, untracked } from '@angular/core';
import type { MessageList } from '../message-list/message-list.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PageFocus } from '../ui/page-focus.ts';
import { PeopleStore } from '../users/people-store.ts';
import type { Conversation } from './conversation.ts';

/**
 * Marks messages as read once they were on the screen of a focused window. The list reports the rows it has drawn, not
 * those it is about to draw.
 */
export function markReadWhenSeen(
  conversation: Conversation,
  list: Signal<MessageList | undefined>,
  isCovered: Signal<boolean>,
): void {
  const rooms = inject(RoomsStore);
  const pageFocus = inject(PageFocus);
  effect(() => {
    const window = conversation.window();
    const last = window?.messages.at(-1);
    if (!conversation.countsAsRead() || isCovered()) return;
    if (!last || window?.hasAfter || list()?.seenToEnd() !== conversation.rows() || !pageFocus.isFocused()) return;
    untracked(() => void rooms.markRead(conversation.roomId(), last.seq));
  });
}

/** Keeps the names and the presence of the authors of the loaded messages up to date. */
export function followAuthors(conversation: Conversation): void {
  const people = inject(PeopleStore);
  const presence = inject(PresenceStore);
  effect(() => {
    const authors = conversation.window()?.messages.flatMap(({ author }) => author ?? []) ?? [];
    untracked(() => {
      people.add(authors);
      presence.setVisible('timeline', [...new Set(authors.map(({ id }) => id))]);
    });
  });
}
