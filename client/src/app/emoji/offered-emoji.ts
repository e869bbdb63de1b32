import { computed, inject, Injectable } from '@angular/core';
import { CustomEmojiStore } from '../custom-emoji/custom-emoji-store.ts';
import { canvasPainter, drawableEmoji } from './drawable-emoji.ts';
import type { Emoji } from './emoji.ts';
import { EmojiStore } from './emoji-store.ts';

/** The group of the server's own emoji. */
export const SERVER_GROUP = 10;

/** Those of the server, and what the fonts of this device can show; the list of the store has all, which others may send. */
@Injectable({ providedIn: 'root' })
export class OfferedEmoji {
  private readonly store = inject(EmojiStore);
  private readonly custom = inject(CustomEmojiStore);

  readonly all = computed<readonly Emoji[]>(() => [...this.ofServer(), ...this.drawable()]);

  /** Under their present names. */
  private readonly ofServer = computed<readonly Emoji[]>(() =>
    this.custom.offered().map(({ name, aliases }) => ({
      emoji: `:${name}:`,
      label: name,
      group: SERVER_GROUP,
      codes: [name, ...aliases],
      tags: [],
      tones: [],
    })),
  );

  private readonly drawable = computed(() => {
    const all = this.store.all();
    const font = getComputedStyle(document.body).fontFamily;
    const drawable = drawableEmoji(
      all.map(({ emoji }) => emoji),
      all.length > 0 ? canvasPainter(font) : null,
    );
    return all.filter(({ emoji }) => drawable.has(emoji));
  });
}
