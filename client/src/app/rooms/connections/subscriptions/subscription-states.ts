import { inject, Injectable } from '@angular/core';
import type { Subscription } from '@api/integrations/subscriptions/subscriptions.dto.ts';
import { Texts } from '../../../i18n/texts.ts';
import { Dates } from '../../../ui/dates.ts';

/** How a subscription is shown to do. */
export interface SubscriptionState {
  /** A word for what needs somebody; empty while it runs. */
  chip: string;
  /** In a sentence, with what waits. */
  text: string;
}

/** Says how subscriptions do: whether they run, since when they are behind, and why they are silent. */
@Injectable({ providedIn: 'root' })
export class SubscriptionStates {
  private readonly texts = inject(Texts);
  private readonly dates = inject(Dates);

  of(subscription: Subscription): SubscriptionState {
    const { silentBecause, failingSince, nextTryAt } = subscription;
    const { t } = this.texts;
    if (silentBecause)
      return {
        chip: t('subscriptions.paused'),
        text: this.withWaiting(t(`subscriptions.silent.${silentBecause}`), subscription),
      };
    if (failingSince) {
      const since = t('subscriptions.behind-since', { time: this.dates.within(failingSince) });
      const next = nextTryAt ? ` · ${t('subscriptions.next-try', { time: this.dates.within(nextTryAt) })}` : '';
      return { chip: t('subscriptions.behind'), text: this.withWaiting(since + next, subscription) };
    }
    return { chip: '', text: this.runningText(subscription) };
  }

  private runningText({ lastDeliveredAt }: Subscription): string {
    const { t } = this.texts;
    return lastDeliveredAt
      ? t('subscriptions.delivered', { time: this.dates.moment(lastDeliveredAt) })
      : t('subscriptions.nothing-yet');
  }

  private withWaiting(text: string, { waiting }: Subscription): string {
    return waiting ? `${text} · ${this.texts.count('subscriptions.waiting', waiting)}` : text;
  }
}
