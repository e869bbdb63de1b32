import { computed, inject, Injectable, signal } from '@angular/core';
import { Session } from '../auth/session.ts';
import { Texts } from '../ui/texts.ts';
import { Preferences } from '../users/preferences.ts';
import { type Emoji, emojiFrom } from './emoji.ts';

const RECENT = 'parley.emoji.recent';
const REMEMBERED = 24;
/** Not a literal: the compiler's target does not know the flag. */
const EMOJI = new RegExp('\\p{RGI_Emoji}', 'gv');

/** All emoji there are, from our own origin, loaded when first wanted; and those that one uses. */
@Injectable({ providedIn: 'root' })
export class EmojiStore {
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  private readonly preferences = inject(Preferences);
  private readonly loading = new Map<string, Promise<void>>();
  private readonly lists = signal<ReadonlyMap<string, readonly Emoji[]>>(new Map());

  /** In the language on the screen; empty until `load` is done. */
  readonly all = computed(() => this.lists().get(this.texts.language()) ?? []);
  private readonly byEmoji = computed(() => new Map(this.all().map((each) => [each.emoji, each] as const)));
  /** What is typed between colons, in one's own skin. */
  readonly byCode = computed(
    () => new Map(this.all().flatMap((each) => each.codes.map((code) => [code, this.toned(each)] as const))),
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

  toned({ emoji, tones }: Emoji): string {
    return tones[this.tone() - 1] ?? emoji;
  }

  nameOf(emoji: string): string {
    return this.byEmoji().get(emoji)?.label ?? emoji;
  }

  useTone(skinTone: number): Promise<void> {
    return this.preferences.remember({ skinTone });
  }

  used(emoji: string): void {
    const recent = [emoji, ...this.recent().filter((each) => each !== emoji)].slice(0, REMEMBERED);
    this.recent.set(recent);
    try {
      localStorage.setItem(RECENT, JSON.stringify(recent));
    } catch {
      // A full storage: it holds as long as this page.
    }
  }

  /** Whatever is written counts, be it chosen or typed. */
  usedIn(text: string): void {
    for (const emoji of new Set(text.match(EMOJI))) this.used(emoji);
  }

  private async fetch(language: string): Promise<void> {
    try {
      const [data, github, slack] = await Promise.all([
        language === 'de' ? import('emojibase-data/de/compact.json') : import('emojibase-data/en/compact.json'),
        import('emojibase-data/en/shortcodes/github.json'),
        import('emojibase-data/en/shortcodes/iamcal.json'),
      ]);
      const list = emojiFrom(data.default, github.default, slack.default);
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
