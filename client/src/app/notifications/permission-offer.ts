import { Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { NotificationPresenter } from './notification-presenter.ts';
import { HintCard } from '../ui/feedback/hint-card.ts';
import { Texts } from '../i18n/texts.ts';

/** After something was missed: may we tell next time? */
@Component({
  selector: 'parley-notify-offer',
  imports: [HintCard, MatButton],
  template: `
    @if (notifier.offer()) {
      <parley-hint-card icon="bell" role="status" [heading]="t('notify.missed')" [text]="t('notify.missed-text')">
        <button matButton type="button" (click)="notifier.accept()">{{ t('notify.allow') }}</button>
        <button matButton type="button" (click)="notifier.decline()">{{ t('notify.not-now') }}</button>
      </parley-hint-card>
    }
  `,
})
export class PermissionOffer {
  protected readonly notifier = inject(NotificationPresenter);
  protected readonly t = inject(Texts).t;
}
