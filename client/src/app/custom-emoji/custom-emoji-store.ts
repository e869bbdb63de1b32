import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { ChangeEmoji, CustomEmoji, CustomEmojiList } from '@api/emoji/emoji.dto.ts';
import { customEmojiName } from '@api/shared/emoji-names.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { ChatSocket } from '../connection/chat-socket.ts';

/** For a page that opens without a network. */
const KEPT_KEY = 'parley.emoji.custom';
/** A change is told to everybody at once, and asked for within this time. */
const MAX_DELAY_MS = 2_000;

/** The emoji of this server: loaded when a text first names one, and again after each change. */
@Injectable({ providedIn: 'root' })
export class CustomEmojiStore {
  private readonly api = inject(Api);
  private readonly socket = inject(ChatSocket);
  private readonly session = inject(Session);

  /** With the disabled, which are still drawn. */
  readonly all = signal<readonly CustomEmoji[]>(kept());
  readonly offered = computed(() => this.all().filter(({ disabled }) => !disabled));
  private readonly byName = computed(
    () => new Map(this.all().flatMap((emoji) => [emoji.name, ...emoji.aliases].map((name) => [name, emoji] as const))),
  );
  private readonly wanted = signal(false);
  private loading: Promise<void> | null = null;
  private reloading = false;
  private isLoaded = false;
  /** Names that were not found: most are no emoji, but words between colons. */
  private readonly unknown = new Set<string>();

  constructor() {
    this.socket.on('emoji_changed', () => this.reloadSoon());
    // What was told while the connection was lost is asked for as well.
    effect(() => {
      if (this.wanted() && this.session.me() && this.socket.phase() === 'live')
        untracked(() => void this.load().catch(() => undefined));
    });
  }

  /** Asks for the list, unless it was asked for before. */
  want(): void {
    if (!untracked(this.wanted)) queueMicrotask(() => this.wanted.set(true));
  }

  /** By any of its names, without colons. One that is not known may be new: the list is asked for once because of it. */
  readonly find = (name: string): CustomEmoji | undefined => {
    const emoji = this.byName().get(name);
    if (this.isLoaded && !emoji && name && !this.unknown.has(name)) {
      this.unknown.add(name);
      untracked(() => this.reloadSoon());
    }
    return emoji;
  };

  /** The emoji that `:name:` names; undefined for any other text. */
  of(code: string): CustomEmoji | undefined {
    return this.find(customEmojiName(code) ?? '');
  }

  /** The code among these that names the same emoji, by any of its names; else the given code. */
  sameAmong(codes: readonly string[], code: string): string {
    const emoji = this.of(code);
    return codes.find((each) => each === code || (emoji !== undefined && this.of(each) === emoji)) ?? code;
  }

  /** Asks for the list; those who ask while an answer is on its way share it. */
  load(): Promise<void> {
    return (this.loading ??= this.request().finally(() => (this.loading = null)));
  }

  async add(name: string, picture: File): Promise<CustomEmoji> {
    const form = new FormData();
    form.append('name', name);
    form.append('file', picture);
    return this.withFresh(await this.api.post<CustomEmoji>('/emoji', form));
  }

  async change(name: string, changes: ChangeEmoji): Promise<CustomEmoji> {
    return this.withFresh(await this.api.patch<CustomEmoji>(`/emoji/${name}`, changes));
  }

  private async withFresh(emoji: CustomEmoji): Promise<CustomEmoji> {
    // What was asked for before the change may be older.
    await this.request().catch(() => undefined);
    return emoji;
  }

  private reloadSoon(): void {
    if (!this.wanted() || this.reloading) return;
    this.reloading = true;
    setTimeout(() => {
      this.reloading = false;
      void this.request().catch(() => undefined);
    }, Math.random() * MAX_DELAY_MS);
  }

  private async request(): Promise<void> {
    this.take((await this.api.get<CustomEmojiList>('/emoji')).items);
  }

  private take(items: readonly CustomEmoji[]): void {
    this.isLoaded = true;
    this.all.set(items);
    try {
      localStorage.setItem(KEPT_KEY, JSON.stringify(items.map((emoji) => ({ ...emoji, createdBy: null }))));
    } catch {
      // The storage is full: without a network they are text.
    }
  }
}

function kept(): readonly CustomEmoji[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEPT_KEY) ?? '[]');
    return Array.isArray(stored) ? (stored as CustomEmoji[]) : [];
  } catch {
    return [];
  }
}
