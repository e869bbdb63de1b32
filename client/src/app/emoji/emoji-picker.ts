import { A11yModule } from '@angular/cdk/a11y';
import { Component, computed, ElementRef, inject, output, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { CustomEmojiStore } from '../custom-emoji/custom-emoji-store.ts';
import { EmojiRights } from '../custom-emoji/emoji-rights.ts';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import { NearViewport } from '../ui/near-viewport.ts';
import type { TextKey } from '../i18n/texts.ts';
import { Texts } from '../i18n/texts.ts';
import { type Emoji, searchEmoji } from './emoji.ts';
import { EmojiStore } from './emoji-store.ts';
import { nextCell } from './grid-navigation.ts';
import { OfferedEmoji, SERVER_GROUP } from './offered-emoji.ts';

const MAX_RESULTS = 80;
/** As many as the grid of the style sheet has. */
const COLUMN_COUNT = 8;

interface Section {
  readonly id: string;
  readonly sign: string;
  readonly name: string;
  readonly emoji: readonly Emoji[];
}

const GROUPS: readonly (readonly [number, string, TextKey])[] = [
  [SERVER_GROUP, '✴️', 'emoji.server'],
  [0, '😀', 'emoji.smileys'],
  [1, '👋', 'emoji.people'],
  [3, '🐻', 'emoji.nature'],
  [4, '🍎', 'emoji.food'],
  [5, '✈️', 'emoji.travel'],
  [6, '⚽', 'emoji.activities'],
  [7, '💡', 'emoji.objects'],
  [8, '❤️', 'emoji.symbols'],
  [9, '🏁', 'emoji.flags'],
];

/**
 * All emoji by category, the recently used emoji, and a search. The arrow keys move through the grid. Of about two
 * thousand emoji, a category is drawn when it comes near the visible part.
 */
@Component({
  selector: 'parley-emoji-picker',
  imports: [A11yModule, EmojiText, MatButton, NearViewport],
  host: {
    role: 'dialog',
    'aria-modal': 'true',
    '[attr.aria-label]': "t('emoji.title')",
    '(keydown)': 'onKeydown($event)',
  },
  templateUrl: './emoji-picker.html',
  styleUrl: './emoji-picker.scss',
})
export class EmojiPicker {
  private readonly custom = inject(CustomEmojiStore);
  private readonly store = inject(EmojiStore);
  private readonly offered = inject(OfferedEmoji).all;
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  readonly chosen = output<string>();
  /** A new emoji is to be added. */
  readonly adding = output();
  protected readonly mayAdd = inject(EmojiRights).mayAdd;

  protected readonly words = signal('');
  protected readonly loading = resource({ loader: () => this.store.load() });
  protected readonly results = computed(() => searchEmoji(this.offered(), this.words(), MAX_RESULTS));
  protected readonly sections = computed<readonly Section[]>(() => {
    if (this.words().trim()) return [{ id: 'found', sign: '', name: this.t('emoji.found'), emoji: this.results() }];
    const recent = this.recent();
    return [
      ...(recent.length > 0 ? [{ id: 'recent', sign: '🕘', name: this.t('emoji.recent'), emoji: recent }] : []),
      ...GROUPS.map(([group, sign, key]) => ({
        id: String(group),
        sign,
        name: this.t(key),
        emoji: this.offered().filter((each) => each.group === group),
      })).filter(({ id, emoji }) => id !== String(SERVER_GROUP) || emoji.length > 0),
    ];
  });
  private readonly recent = computed(() =>
    this.store.recent().map((emoji) => {
      const known = this.store.all().find((each) => each.emoji === emoji || each.tones.includes(emoji));
      return {
        emoji,
        label: known?.label ?? this.custom.of(emoji)?.name ?? emoji,
        group: -1,
        codes: known?.codes ?? [],
        tags: [],
        tones: [],
      };
    }),
  );
  protected readonly rowsOf = ({ emoji }: Section) => Math.ceil(emoji.length / COLUMN_COUNT);
  protected readonly tones = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'];
  protected readonly tone = this.store.tone;

  constructor() {
    this.custom.want();
  }

  protected inSkinTone(emoji: Emoji): string {
    return this.store.withTone(emoji);
  }

  protected choose(emoji: string): void {
    this.store.markUsed(emoji);
    this.chosen.emit(emoji);
  }

  protected chooseFirst(event: Event): void {
    event.preventDefault();
    const [first] = this.results();
    if (first) this.choose(this.inSkinTone(first));
  }

  protected async useTone(tone: number): Promise<void> {
    await this.store.useTone(tone);
  }

  protected toSection(id: string): void {
    this.host.nativeElement.querySelector(`[data-section="${id}"]`)?.scrollIntoView({ block: 'start' });
  }

  /** Arrow keys move from the search field into the grid, through it, and back. */
  protected onKeydown(event: KeyboardEvent): void {
    const cells = [...this.host.nativeElement.querySelectorAll<HTMLElement>('[data-cell]')];
    const at = cells.indexOf(event.target as HTMLElement);
    if (at < 0 && !(event.target instanceof HTMLInputElement)) return;
    const next = nextCell(event.key, at, cells.length, COLUMN_COUNT);
    if (next === null) return;
    event.preventDefault();
    if (next < 0) this.host.nativeElement.querySelector('input')?.focus();
    else cells[next]?.focus();
  }
}
