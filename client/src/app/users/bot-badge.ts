import { Component, inject, input } from '@angular/core';
import type { UserSummary } from '@api/users/users.dto.ts';
import { Texts } from '../i18n/texts.ts';

/** Beside a name: that it is that of a program. Nothing for people. */
@Component({
  selector: 'parley-bot-badge',
  template: `
    @if (of()?.bot) {
      {{ t('role.bot') }}
    }
  `,
  styles: `
    @use '../ui/mixins';

    :host {
      @include mixins.bot-badge;
    }
    :host(:empty) {
      display: none;
    }
  `,
})
export class BotBadge {
  protected readonly t = inject(Texts).t;
  readonly of = input.required<Pick<UserSummary, 'bot'> | null | undefined>();
}
