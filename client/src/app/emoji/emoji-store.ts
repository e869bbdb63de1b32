import { computed, inject, Injectable, signal } from '@angular/core';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { PreferencesStore } from '../users/preferences-store.ts';
import { type Emoji, buildEmojiList } from './emoji.ts';
import { hasShortCodes, replaceShortCodes } from './short-codes.ts';

const RECENT = 'parley.emoji.recent';
const REMEMBERED = 24;
/** How long what is sent waits for the list, in milliseconds; then it goes out as it was typed. */
const PATIENCE_MS = 2_000;
/** Not a literal: the compiler's target does not know the flag. */
const EMOJI = new RegExp('\\p{RGI_Emoji}', 'gv');

/** All emoji there are, from our own origin, loaded when first wanted; and those that one uses. */
@Injectable({ providedIn: 'root' })
export class EmojiStore {
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  private readonly preferences = inject(PreferencesStore);
  private readonly loading = new Map<string, Promise<void>>();
  private spelling: Promise<string> | null = null;
  private readonly lists = signal<ReadonlyMap<string, readonly Emoji[]>>(new Map());

  /** In the language on the screen; empty until `load` is done. */
  readonly all = computed(() => this.lists().get(this.texts.language()) ?? []);
  private readonly byEmoji = computed(() => new Map(this.all().map((each) => [each.emoji, each] as const)));
  /** What is typed between colons, in one's own skin. */
  readonly byCode = computed(
    () => new Map(this.all().flatMap((each) => each.codes.map((code) => [code, this.withTone(each)] as const))),
  );
  readonly tone = computed(() => this.session.me()?.preferences.skinTone ?? 0);
  /** Last used first. */
  readonly recent = signal<readonly string[]>(recalled());

  load(): Promise<void> {
    const language = this.texts.language();
    const loading = this.loading.get(language) ?? this.fetch(language);
    this.loading.set(language, loading);
    return loading;
  }

  /** So that it need not be waited for: a text like this may be sent soon. */
  preloadFor(text: string): void {
    if (hasShortCodes(text)) void this.load().catch(() => undefined);
  }

  /**
   * The text with emoji in place of their codes, the same whether or not the list was loaded before. At once where it
   * need not be loaded; what comes after one that waits waits, too, so that the order stays.
   * @param before the words as they were, of an edit
   */
  expandShortCodes(text: string, before?: string): string | Promise<string> {
    const isReady = this.all().length > 0 || !hasShortCodes(text);
    if (isReady && !this.spelling) return this.expandAndMarkUsed(text, before);
    const spelling = Promise.all([this.spelling, isReady || this.loadInTime()]).then(() =>
      this.expandAndMarkUsed(text, before),
    );
    this.spelling = spelling;
    void spelling.finally(() => {
      if (this.spelling === spelling) this.spelling = null;
    });
    return spelling;
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
    const recent = [emoji, ...this.recent().filter((each) => each !== emoji)].slice(0, REMEMBERED);
    this.recent.set(recent);
    try {
      localStorage.setItem(RECENT, JSON.stringify(recent));
    } catch {
      // A full storage: it holds as long as this page.
    }
  }

  /** Whatever is written counts as used, be it chosen or typed. */
  private expandAndMarkUsed(text: string, before?: string): string {
    const spelled = replaceShortCodes(text, this.byCode(), before);
    for (const emoji of new Set(spelled.match(EMOJI))) this.markUsed(emoji);
    return spelled;
  }

  private async loadInTime(): Promise<void> {
    const tooLate = new Promise<void>((resolve) => setTimeout(resolve, PATIENCE_MS));
    await Promise.race([this.load().catch(() => undefined), tooLate]);
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

function recalled(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(RECENT) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string').slice(0, REMEMBERED) : [];
  } catch {
    return [];
  }
}
