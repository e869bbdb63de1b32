import { computed, effect, inject, Injectable, signal, untracked } from '@angular/core';
import type { Density, Me, Preferences, TextSize, Theme as ThemeName } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { DensityChoice } from '../ui/density.ts';
import { LineWidth } from '../ui/line-width.ts';
import { TextSizeChoice } from '../ui/text-size.ts';
import { isLanguage, type Language, Texts } from '../i18n/texts.ts';
import { Theme } from '../ui/theme.ts';
import { pauseEnd, type Pause } from './notification-pauses.ts';

/** The longest delay that `setTimeout` can hold. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** The reader's preferences, which the server stores for all devices. Changes show at once and are sent in sequence. */
@Injectable({ providedIn: 'root' })
export class PreferencesStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  private readonly theme = inject(Theme);
  private readonly density = inject(DensityChoice);
  private readonly lines = inject(LineWidth);
  private readonly textSize = inject(TextSizeChoice);
  private readonly now = signal(Date.now());
  private queue: Promise<void> = Promise.resolve();
  /** Changes that the server has not confirmed yet. */
  private pending: Preferences = {};

  readonly current = computed<Preferences>(() => this.session.me()?.preferences ?? {});
  /** Until when notifications are paused; null when they are not. */
  readonly pausedUntil = computed(() => {
    const until = this.current().dndUntil;
    return until && Date.parse(until) > this.now() ? until : null;
  });

  constructor() {
    effect(() => {
      const preferences = this.session.me()?.preferences;
      if (!preferences) return;
      untracked(() => this.reapplyPending(preferences));
      untracked(() => this.applyToPage(this.current()));
    });
    effect((onCleanup) => {
      const until = this.current().dndUntil;
      this.now.set(Date.now());
      if (!until) return;
      const timer = setTimeout(
        () => this.now.set(Date.now()),
        Math.min(Date.parse(until) - Date.now(), MAX_TIMEOUT_MS),
      );
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

  async useTextSize(textSize: TextSize): Promise<void> {
    this.textSize.use(textSize);
    await this.updateQuietly({ textSize });
  }

  async useFullWidth(fullWidth: boolean): Promise<void> {
    this.lines.use(fullWidth);
    await this.updateQuietly({ fullWidth });
  }

  async useLanguage(language: Language): Promise<void> {
    await this.texts.use(language);
    await this.updateQuietly({ language });
  }

  /** @param pause null ends the pause */
  pause(pause: Pause | null): Promise<void> {
    return this.update({ dndUntil: pause && pauseEnd(pause, new Date()).toISOString() });
  }

  /** Rejects when the server does not take the change; it is undone then. */
  async update(patch: Preferences): Promise<void> {
    const before = this.current();
    this.applyPending(patch);
    try {
      await this.enqueueSend();
    } catch (error) {
      const undone = Object.keys(this.settle(patch)) as (keyof Preferences)[];
      this.applyLocally(Object.fromEntries(undone.map((name) => [name, before[name]])));
      throw error;
    }
  }

  private applyToPage({ theme, language, density, fullWidth, textSize }: Preferences): void {
    if (theme && theme !== this.theme.current()) this.theme.use(theme);
    if (density && density !== this.density.current()) this.density.use(density);
    if (textSize && textSize !== this.textSize.current()) this.textSize.use(textSize);
    if (fullWidth !== undefined && fullWidth !== this.lines.isFull()) this.lines.use(fullWidth);
    if (language && isLanguage(language) && language !== this.texts.language()) void this.texts.use(language);
  }

  /** Like `update`, but a failure is ignored: the change holds on this device. */
  async updateQuietly(patch: Preferences): Promise<void> {
    this.applyPending(patch);
    try {
      await this.enqueueSend();
    } catch {
      // It is sent again with the next change.
    }
  }

  private applyPending(patch: Preferences): void {
    this.pending = { ...this.pending, ...patch };
    this.applyLocally(patch);
  }

  private applyLocally(patch: Preferences): void {
    const me = this.session.me();
    if (me) this.session.update({ ...me, preferences: { ...me.preferences, ...patch } });
  }

  /** A profile that the server sent before it got a change does not undo the change. */
  private reapplyPending(received: Preferences): void {
    const names = Object.keys(this.pending) as (keyof Preferences)[];
    if (names.some((name) => received[name] !== this.pending[name])) this.applyLocally(this.pending);
  }

  /**
   * Removes answered changes from the pending changes, unless they changed again meanwhile.
   * @returns those that were removed
   */
  private settle(answered: Preferences): Preferences {
    const isUnanswered = ([name, value]: [string, unknown]) => answered[name as keyof Preferences] !== value;
    const all = Object.entries(this.pending);
    this.pending = Object.fromEntries(all.filter(isUnanswered));
    return Object.fromEntries(all.filter((each) => !isUnanswered(each)));
  }

  /** Requests run in sequence, so that the last change reaches the server last. */
  private enqueueSend(): Promise<void> {
    const sent = this.queue.then(() => this.send());
    this.queue = sent.catch(() => undefined);
    return sent;
  }

  private async send(): Promise<void> {
    if (!this.session.me()) return;
    const sent = this.pending;
    const preferences = this.current();
    // `keepalive`: a change right before the page is left is still sent.
    const me = await this.api.patch<Me>('/users/me', { preferences }, { keepalive: true });
    this.settle(sent);
    this.session.update({ ...me, preferences: { ...me.preferences, ...this.pending } });
  }
}
