import { computed, inject, Injectable, signal } from '@angular/core';
import { customEmojiName } from '@api/shared/emoji-names.ts';
import { Session } from '../auth/session.ts';
import { CustomEmojiStore } from '../custom-emoji/custom-emoji-store.ts';
import { Texts } from '../i18n/texts.ts';
import { PreferencesStore } from '../users/preferences-store.ts';
import { type Emoji, buildEmojiList } from './emoji.ts';
import { hasShortCodes, replaceShortCodes } from './short-codes.ts';

const RECENT_KEY = 'parley.emoji.recent';
const MAX_RECENT = 24;
/** Beside a message, before any emoji was used. */
const QUICKEST = ['👍', '❤️', '😂'];
/** How long a message waits for the list before it is sent as it was typed. */
const LOAD_TIMEOUT_MS = 2_000;
/** Not a literal: the compiler's target does not know the flag. */
const EMOJI = new RegExp('\\p{RGI_Emoji}', 'gv');

/** All emoji, loaded from the own origin on first use, and those used recently. */
@Injectable({ providedIn: 'root' })
export class EmojiStore {
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  private readonly preferences = inject(PreferencesStore);
  private readonly custom = inject(CustomEmojiStore);
  private readonly loading = new Map<string, Promise<void>>();
  private expansion: Promise<string> | null = null;
  private readonly lists = signal<ReadonlyMap<string, readonly Emoji[]>>(new Map());

  /** Named in the language of the interface; empty until `load` is done. */
  readonly all = computed(() => this.lists().get(this.texts.language()) ?? []);
  private readonly byEmoji = computed(() => new Map(this.all().map((each) => [each.emoji, each] as const)));
  /** Emoji by short code, in the chosen skin tone. */
  readonly byCode = computed(
    () => new Map(this.all().flatMap((each) => each.codes.map((code) => [code, this.withTone(each)] as const))),
  );
  readonly tone = computed(() => this.session.me()?.preferences.skinTone ?? 0);
  /** Last used first. */
  readonly recent = computed(() =>
    this.used().filter((emoji) => customEmojiName(emoji) === undefined || this.custom.of(emoji)?.disabled === false),
  );
  private readonly used = signal<readonly string[]>(storedRecent());

  /** The three last used, for one click. */
  readonly quickest = computed(() => [...new Set([...this.recent(), ...QUICKEST])].slice(0, QUICKEST.length));

  load(): Promise<void> {
    const language = this.texts.language();
    const loading = this.loading.get(language) ?? this.fetch(language);
    this.loading.set(language, loading);
    return loading;
  }

  /** Loads the list when a draft holds short codes, so that sending need not wait for it. */
  preloadFor(text: string): void {
    if (hasShortCodes(text)) void this.load().catch(() => undefined);
  }

  /**
   * The text with emoji in place of their short codes. Synchronous when the list is loaded or not needed; a text that
   * follows a waiting text waits too, which keeps the order.
   * @param before the text before an edit
   */
  expandShortCodes(text: string, before?: string): string | Promise<string> {
    const isReady = this.all().length > 0 || !hasShortCodes(text);
    if (isReady && !this.expansion) return this.expandAndMarkUsed(text, before);
    const expansion = Promise.all([this.expansion, isReady || this.loadInTime()]).then(() =>
      this.expandAndMarkUsed(text, before),
    );
    this.expansion = expansion;
    void expansion.finally(() => {
      if (this.expansion === expansion) this.expansion = null;
    });
    return expansion;
  }

  withTone({ emoji, tones }: Emoji): string {
    return tones[this.tone() - 1] ?? emoji;
  }

  nameOf(emoji: string): string {
    return this.byEmoji().get(emoji)?.label ?? emoji;
  }

  useTone(skinTone: number): Promise<void> {
    return this.preferences.updateQuietly({ skinTone });
  }

  markUsed(emoji: string): void {
    const recent = [emoji, ...this.used().filter((each) => each !== emoji)].slice(0, MAX_RECENT);
    this.used.set(recent);
    try {
      localStorage.setItem(RECENT_KEY, JSON.stringify(recent));
    } catch {
      // The storage is full: the list lasts as long as this page.
    }
  }

  /** Emoji count as used whether they were chosen or typed. */
  private expandAndMarkUsed(text: string, before?: string): string {
    const spelled = replaceShortCodes(text, this.byCode(), before);
    for (const emoji of new Set(spelled.match(EMOJI))) this.markUsed(emoji);
    return spelled;
  }

  private async loadInTime(): Promise<void> {
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, LOAD_TIMEOUT_MS));
    await Promise.race([this.load().catch(() => undefined), timeout]);
  }

  private async fetch(language: string): Promise<void> {
    try {
      const [data, github, slack] = await Promise.all([
        language === 'de' ? import('emojibase-data/de/compact.json') : import('emojibase-data/en/compact.json'),
        import('emojibase-data/en/shortcodes/github.json'),
        import('emojibase-data/en/shortcodes/iamcal.json'),
      ]);
      const list = buildEmojiList(data.default, github.default, slack.default);
      this.lists.update((lists) => new Map(lists).set(language, list));
    } catch (error) {
      this.loading.delete(language);
      throw error;
    }
  }
}

function storedRecent(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(RECENT_KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string').slice(0, MAX_RECENT) : [];
  } catch {
    return [];
  }
}
