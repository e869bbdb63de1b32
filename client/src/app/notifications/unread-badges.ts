import { computed, effect, inject, Injectable } from '@angular/core';
import { debounced } from '../ui/debounced.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';

/** Milliseconds. */
const SETTLE = 250;
const ICONS = { called: 'favicon-called.svg', unread: 'favicon-unread.svg', quiet: 'favicon.svg' };

/** Who is called and what is unread, where one sees it without looking at the page: on the tab's and the app's icon. */
@Injectable({ providedIn: 'root' })
export class UnreadBadges {
  private readonly rooms = inject(RoomsStore);
  /** What asks for an answer: being called, and everything said to oneself alone. */
  private readonly calls = computed(() =>
    this.rooms
      .all()
      .filter(({ notify }) => notify !== 'none')
      .reduce((sum, room) => sum + (room.kind === 'direct' ? room.unreadCount : room.mentionCount), 0),
  );
  private readonly mood = computed(() => {
    if (this.calls() > 0) return 'called';
    return this.rooms.unread() > 0 ? 'unread' : 'quiet';
  });

  /** What arrives in the room one reads is unread for a moment only. */
  private readonly settledMood = debounced(this.mood, SETTLE);

  constructor() {
    effect(() => void badgeApp(this.calls()));
    effect(() => {
      const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
      if (icon) icon.href = ICONS[this.settledMood()];
    });
  }
}

async function badgeApp(count: number): Promise<void> {
  try {
    await (count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge());
  } catch {
    // Only an installed app has one.
  }
}
