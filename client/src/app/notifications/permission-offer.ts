import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { NotificationPresenter } from './notification-presenter.ts';
import { HintCard } from '../ui/feedback/hint-card.ts';
import { Texts } from '../i18n/texts.ts';

/** Offers browser notifications after a mention or direct message was missed. */
@Component({
  selector: 'parley-notify-offer',
  imports: [HintCard, MatButton],
  template: `
    @if (presenter.offer()) {
      <parley-hint-card icon="bell" role="status" [heading]="t('notify.missed')" [text]="t('notify.missed-text')">
        <button matButton type="button" (click)="presenter.accept()">{{ t('notify.allow') }}</button>
        <button matButton type="button" (click)="presenter.decline()">{{ t('notify.not-now') }}</button>
      </parley-hint-card>
    }
  `,
})
export class PermissionOffer {
  protected readonly presenter = inject(NotificationPresenter);
  protected readonly t = inject(Texts).t;
}
