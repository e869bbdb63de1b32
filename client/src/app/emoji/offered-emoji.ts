import { computed, inject, Injectable } from '@angular/core';
import { canvasPainter, drawableEmoji } from './drawable-emoji.ts';
import { EmojiStore } from './emoji-store.ts';

/** What the fonts of this device can show; the list of the store has all, which others may send. */
@Injectable({ providedIn: 'root' })
export class OfferedEmoji {
  private readonly store = inject(EmojiStore);

  readonly all = computed(() => {
    const all = this.store.all();
    const font = getComputedStyle(document.body).fontFamily;
    const drawable = drawableEmoji(
      all.map(({ emoji }) => emoji),
      all.length > 0 ? canvasPainter(font) : null,
    );
    return all.filter(({ emoji }) => drawable.has(emoji));
  });
}
