import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { Density, Me, Preferences as Wishes, Theme as ThemeName } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { DensityChoice } from '../ui/density.ts';
import { isLanguage, type Language, Texts } from '../i18n/texts.ts';
import { Theme } from '../ui/theme.ts';
import { pauseEnd, type Pause } from './notification-pauses.ts';

/** The longest wait a timer can hold. */
const LONGEST = 2 ** 31 - 1;

/** What somebody wishes, which follows them from device to device. */
@Injectable({ providedIn: 'root' })
export class PreferencesStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  private readonly theme = inject(Theme);
  private readonly density = inject(DensityChoice);
  private readonly now = signal(Date.now());
  private keeping: Promise<void> = Promise.resolve();
  /** Wishes that the server has not answered yet. */
  private pending: Wishes = {};

  readonly current = computed<Wishes>(() => this.session.me()?.preferences ?? {});
  /** Until when notifications are paused; null when they are not. */
  readonly pausedUntil = computed(() => {
    const until = this.current().dndUntil;
    return until && Date.parse(until) > this.now() ? until : null;
  });

  constructor() {
    effect(() => {
      const wishes = this.session.me()?.preferences;
      if (!wishes) return;
      untracked(() => this.reapplyPending(wishes));
      untracked(() => this.follow(this.current()));
    });
    effect((onCleanup) => {
      const until = this.current().dndUntil;
      this.now.set(Date.now());
      if (!until) return;
      const timer = setTimeout(() => this.now.set(Date.now()), Math.min(Date.parse(until) - Date.now(), LONGEST));
      onCleanup(() => clearTimeout(timer));
    });
  }

  async useTheme(theme: ThemeName): Promise<void> {
    this.theme.use(theme);
    await this.updateQuietly({ theme });
  }

  async useDensity(density: Density): Promise<void> {
    this.density.use(density);
    await this.updateQuietly({ density });
  }

  async useLanguage(language: Language): Promise<void> {
    await this.texts.use(language);
    await this.updateQuietly({ language });
  }

  /** @param pause null: notifications ring again */
  pause(pause: Pause | null): Promise<void> {
    return this.update({ dndUntil: pause && pauseEnd(pause, new Date()).toISOString() });
  }

  /** Rejects when it could not be kept; it is taken back then. */
  async update(wish: Wishes): Promise<void> {
    const before = this.current();
    this.show(wish);
    try {
      await this.keep();
    } catch (error) {
      const taken = Object.keys(this.settle(wish)) as (keyof Wishes)[];
      this.applyLocally(Object.fromEntries(taken.map((name) => [name, before[name]])));
      throw error;
    }
  }

  private follow({ theme, language, density }: Wishes): void {
    if (theme && theme !== this.theme.current()) this.theme.use(theme);
    if (density && density !== this.density.current()) this.density.use(density);
    if (language && isLanguage(language) && language !== this.texts.language()) void this.texts.use(language);
  }

  /** Shown at once, and told to the server. */
  async updateQuietly(wish: Wishes): Promise<void> {
    this.show(wish);
    try {
      await this.keep();
    } catch {
      // It holds on this device; the next choice is sent with it.
    }
  }

  private show(wish: Wishes): void {
    this.pending = { ...this.pending, ...wish };
    this.applyLocally(wish);
  }

  private applyLocally(wish: Wishes): void {
    const me = this.session.me();
    if (me) this.session.update({ ...me, preferences: { ...me.preferences, ...wish } });
  }

  /** What the server said before it heard of a wish does not take it back. */
  private reapplyPending(said: Wishes): void {
    const names = Object.keys(this.pending) as (keyof Wishes)[];
    if (names.some((name) => said[name] !== this.pending[name])) this.applyLocally(this.pending);
  }

  /** They are answered, unless something else was wished meanwhile. @returns those of them that are */
  private settle(wishes: Wishes): Wishes {
    const isOpen = ([name, value]: [string, unknown]) => wishes[name as keyof Wishes] !== value;
    const all = Object.entries(this.pending);
    this.pending = Object.fromEntries(all.filter(isOpen));
    return Object.fromEntries(all.filter((each) => !isOpen(each)));
  }

  /** One after the other, so that what was wished last is what the server hears last. */
  private keep(): Promise<void> {
    const kept = this.keeping.then(() => this.send());
    this.keeping = kept.catch(() => undefined);
    return kept;
  }

  private async send(): Promise<void> {
    if (!this.session.me()) return;
    const sent = this.pending;
    const preferences = this.current();
    // Whoever leaves the page right after the choice has made it all the same.
    const me = await this.api.patch<Me>('/users/me', { preferences }, { keepalive: true });
    this.settle(sent);
    this.session.update({ ...me, preferences: { ...me.preferences, ...this.pending } });
  }
}
