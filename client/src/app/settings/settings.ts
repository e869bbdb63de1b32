import { Component, computed, effect, inject } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterOutlet } from '@angular/router';
import { ServerInfo } from '../auth/server-info.ts';
import { Session } from '../auth/session.ts';
import { LiveSync } from '../sync/live-sync.ts';
import { TokenAvailability } from './security/token-availability.ts';
import { type Section, Sections } from './sections.ts';
import { Texts } from '../i18n/texts.ts';

/** The settings. Stays connected, so that a session that is ended elsewhere ends here at once. */
@Component({
  selector: 'parley-settings',
  imports: [RouterOutlet, Sections],
  template: `
    <parley-sections [heading]="t('settings.title')" [sections]="sections()"><router-outlet /></parley-sections>
  `,
})
export class Settings {
  private readonly session = inject(Session);
  private readonly tokens = inject(TokenAvailability);
  protected readonly t = inject(Texts).t;

  /** A guest has no password and a single session. */
  protected readonly sections = computed<Section[]>(() => [
    { path: 'profile', icon: 'person', label: this.t('settings.profile') },
    { path: 'appearance', icon: 'sun', label: this.t('settings.appearance') },
    { path: 'notifications', icon: 'bell', label: this.t('settings.notifications') },
    { path: 'privacy', icon: 'eye-off', label: this.t('settings.privacy') },
    ...(this.session.isGuest()
      ? []
      : [{ path: 'security', icon: 'lock', label: this.t('settings.security') } as const]),
    ...(this.tokens.isAvailable() ? [{ path: 'bots', icon: 'code', label: this.t('bots.title') } as const] : []),
    { path: 'data', icon: 'down', label: this.t('settings.data') },
    { path: 'account', icon: 'key', label: this.t('settings.account') },
  ]);

  constructor() {
    inject(LiveSync).start();
    const title = inject(Title);
    const server = inject(ServerInfo);
    effect(() => title.setTitle(`${this.t('settings.title')} · ${server.name()}`));
  }
}
