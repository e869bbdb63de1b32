import { Component, computed, inject, input, output, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { MadeSubscription, Subscription } from '@api/integrations/subscriptions/subscriptions.dto.ts';
import { Texts } from '../../../i18n/texts.ts';
import { LoadFailure } from '../../../ui/feedback/load-failure.ts';
import { SkeletonRows } from '../../../ui/feedback/skeleton-rows.ts';
import { Icon } from '../../../ui/icon.ts';
import { MadeSecretView } from './made-secret-view.ts';
import { NewSubscriptionForm } from './new-subscription-form.ts';
import { SubscriptionDetails } from './subscription-details.ts';
import { SubscriptionStates } from './subscription-states.ts';
import { SubscriptionsApi } from './subscriptions-api.ts';

/** The servers that are told what happens, in one room or in all of them, and how they do. */
@Component({
  selector: 'parley-subscription-list',
  imports: [Icon, LoadFailure, MadeSecretView, MatButton, NewSubscriptionForm, SkeletonRows, SubscriptionDetails],
  templateUrl: './subscription-list.html',
  styleUrl: '../../../ui/expandable-rows.scss',
  styles: `
    @use '../../../ui/mixins';

    :host {
      display: flex;
      flex-direction: column;
      gap: 1rem;
    }
    p {
      margin: 0;
    }
    .make {
      align-self: flex-start;
    }
    .head {
      padding-block: 0.5rem;
    }
    .chip {
      @include mixins.chip;
    }
  `,
})
export class SubscriptionList {
  private readonly subscriptions = inject(SubscriptionsApi);
  private readonly states = inject(SubscriptionStates);
  protected readonly t = inject(Texts).t;

  /** Null: those of the whole server. */
  readonly roomId = input.required<string | null>();
  /** Part of a name or an address. */
  readonly query = input('');
  /** Whether a secret is shown, which is shown once. */
  readonly secretShown = output();

  protected readonly found = resource({ loader: () => this.subscriptions.list() });
  protected readonly rows = computed(() => {
    const query = this.query().toLowerCase();
    return (this.found.hasValue() ? this.found.value() : [])
      .filter(({ roomIds }) => this.roomId() === null || roomIds.includes(this.roomId() ?? ''))
      .filter(({ name, url }) => name.toLowerCase().includes(query) || url.toLowerCase().includes(query))
      .map((subscription) => ({
        subscription,
        host: new URL(subscription.url).host,
        state: this.states.of(subscription),
      }));
  });
  protected readonly openId = signal<string | null>(null);
  protected readonly isMaking = signal(false);
  protected readonly made = signal<{ id: string; name: string; secret: string } | null>(null);
  protected readonly announcement = signal('');

  protected add({ subscription, secret }: MadeSubscription): void {
    this.found.update((all = []) => [...all, subscription]);
    this.isMaking.set(false);
    this.showSecret(subscription, secret);
  }

  protected showSecret({ id, name }: Subscription, secret: string): void {
    this.openId.set(null);
    this.made.set({ id, name, secret });
    this.secretShown.emit();
  }

  protected change(changed: Subscription): void {
    this.found.update((all) => all?.map((each) => (each.id === changed.id ? changed : each)));
  }

  protected remove({ id, name }: Subscription): void {
    this.found.update((all) => all?.filter((each) => each.id !== id));
    if (this.made()?.id === id) this.made.set(null);
    this.announcement.set(this.t('connections.deleted', { name }));
  }
}
