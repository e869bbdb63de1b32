import { effect, inject, Injectable, untracked } from '@angular/core';
import type { Me, Preferences as Wishes, Theme as ThemeName } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Session } from '../auth/session.ts';
import { isLanguage, type Language, Texts } from '../ui/texts.ts';
import { Theme } from '../ui/theme.ts';

/** Theme and language follow their owner from device to device. */
@Injectable({ providedIn: 'root' })
export class Preferences {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly texts = inject(Texts);
  private readonly theme = inject(Theme);

  constructor() {
    effect(() => {
      const wishes = this.session.me()?.preferences;
      if (wishes) untracked(() => this.follow(wishes));
    });
  }

  async useTheme(theme: ThemeName): Promise<void> {
    this.theme.use(theme);
    await this.remember({ theme });
  }

  async useLanguage(language: Language): Promise<void> {
    await this.texts.use(language);
    await this.remember({ language });
  }

  private follow({ theme, language }: Wishes): void {
    if (theme && theme !== this.theme.current()) this.theme.use(theme);
    if (language && isLanguage(language) && language !== this.texts.language()) void this.texts.use(language);
  }

  /** Shown at once, and told to the server. */
  async remember(wish: Wishes): Promise<void> {
    const me = this.session.me();
    if (!me) return;
    const preferences = { ...me.preferences, ...wish };
    this.session.update({ ...me, preferences });
    try {
      this.session.update(await this.api.patch<Me>('/users/me', { preferences }));
    } catch {
      // It holds on this device; the next choice is sent with it.
    }
  }
}
