import { computed, effect, inject, Injectable } from '@angular/core';
import { debounced } from '../ui/debounced.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { isConversation } from '@api/shared/roles.ts';

/** Messages of the open room are unread for a moment only: shorter changes do not touch the icon. */
const ICON_DEBOUNCE_MS = 250;
const ICONS = { mentioned: 'favicon-called.svg', unread: 'favicon-unread.svg', quiet: 'favicon.svg' };

/** Shows unread messages and mentions on the tab's and the installed app's icon. */
@Injectable({ providedIn: 'root' })
export class UnreadBadges {
  private readonly rooms = inject(RoomsStore);
  /** Mentions, and unread messages of direct conversations. */
  private readonly mentionCount = computed(() =>
    this.rooms
      .all()
      .filter(({ notify }) => notify !== 'none')
      .reduce((sum, room) => sum + (isConversation(room.kind) ? room.unreadCount : room.mentionCount), 0),
  );
  private readonly icon = computed(() => {
    if (this.mentionCount() > 0) return 'mentioned';
    return this.rooms.unread() > 0 ? 'unread' : 'quiet';
  });

  private readonly debouncedIcon = debounced(this.icon, ICON_DEBOUNCE_MS);

  constructor() {
    effect(() => void badgeApp(this.mentionCount()));
    effect(() => {
      const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
      if (link) link.href = ICONS[this.debouncedIcon()];
    });
  }
}

async function badgeApp(count: number): Promise<void> {
  try {
    await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
  } catch {
    // Only an installed app has a badge.
  }
}
