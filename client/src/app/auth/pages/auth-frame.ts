import { Component, effect, inject, input } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { AddressNotice } from '../address-notice.ts';
import { ServerInfo } from '../server-info.ts';
import { type Language, LANGUAGES, Texts } from '../../i18n/texts.ts';

/** The frame of the pages before signing in: the name, a card, and the choice of language. */
@Component({
  selector: 'parley-auth-frame',
  imports: [AddressNotice],
  template: `
    <div class="page">
      <header>
        <img [src]="server.logoUrl() ?? 'logo.svg'" alt="" width="44" height="44" [class.picture]="server.logoUrl()" />
        <span class="name" dir="auto">{{ server.name() }}</span>
      </header>
      <main>
        <h1>{{ heading() }}</h1>
        @if (intro()) {
          <p class="intro">{{ intro() }}</p>
        }
        <parley-address-notice />
        <ng-content />
      </main>
      <footer>
        @for (language of languages; track language) {
          <button type="button" [attr.aria-pressed]="texts.language() === language" (click)="texts.use(language)">
            {{ name(language) }}
          </button>
        }
      </footer>
    </div>
  `,
  styleUrl: './auth-frame.scss',
})
export class AuthFrame {
  protected readonly texts = inject(Texts);
  protected readonly server = inject(ServerInfo);
  protected readonly languages = LANGUAGES;
  protected readonly name = (language: Language) => this.texts.t(`language.${language}`);
  readonly heading = input.required<string>();
  readonly intro = input('');

  constructor() {
    const title = inject(Title);
    effect(() => title.setTitle(`${this.heading()} · ${this.server.name()}`));
  }
}
