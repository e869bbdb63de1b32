import { computed, Injectable, signal } from '@angular/core';

const STORAGE_KEY = 'parley.sidebar';
const DEFAULT_PX = 304;
const MIN_PX = 220;
const MAX_PX = 480;
/** Dragged to less than this, the list is hidden. */
const HIDE_BELOW_PX = 140;

/** The width of the room list on this device; 0 while it is hidden. */
@Injectable({ providedIn: 'root' })
export class SidebarWidth {
  private readonly chosen = signal(stored());
  readonly px = computed(() => (this.isHidden() ? 0 : this.chosen().px));
  readonly isHidden = computed(() => this.chosen().isHidden);
  readonly bounds = { min: MIN_PX, max: MAX_PX };

  set(px: number): void {
    const isHidden = px < HIDE_BELOW_PX;
    this.store({ px: isHidden ? this.chosen().px : Math.round(Math.min(MAX_PX, Math.max(MIN_PX, px))), isHidden });
  }

  toggle(): void {
    this.store({ px: this.chosen().px, isHidden: !this.isHidden() });
  }

  private store(width: StoredWidth): void {
    this.chosen.set(width);
    try {
      localStorage.setItem(STORAGE_KEY, JSON.stringify(width));
    } catch {
      // The storage is full: the width lasts as long as this page.
    }
  }
}

interface StoredWidth {
  readonly px: number;
  readonly isHidden: boolean;
}

function stored(): StoredWidth {
  try {
    const { px, isHidden } = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '') as Partial<StoredWidth>;
    if (typeof px === 'number' && px >= MIN_PX && px <= MAX_PX) return { px, isHidden: isHidden === true };
  } catch {
    // Nothing was chosen on this device.
  }
  return { px: DEFAULT_PX, isHidden: false };
}
