import { Component, computed, inject, linkedSignal, signal } from '@angular/core';
import type {
  FindAdministeredBots,
  FindAdministeredHooks,
} from '@api/integrations/administration/integrations-administration.dto.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { Texts } from '../../i18n/texts.ts';
import { debounced } from '../../ui/debounced.ts';
import { type Choice, SelectField } from '../../ui/fields/select-field.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { AdministeredBots } from './administered-bots.ts';
import { SubscriptionList } from '../../rooms/connections/subscriptions/subscription-list.ts';
import { AdministeredHooks } from './administered-hooks.ts';

type Kind = 'hooks' | 'bots' | 'subscriptions';
type Show = NonNullable<FindAdministeredHooks['show'] | FindAdministeredBots['show']>;

const HOOK_FILTERS = ['failing', 'disabled', 'unused'] as const satisfies FindAdministeredHooks['show'][];
const BOT_FILTERS = ['ownerless', 'disabled', 'unused'] as const satisfies FindAdministeredBots['show'][];

/** The programs of the whole server, for administrators. */
@Component({
  selector: 'parley-integrations-page',
  imports: [AdministeredBots, AdministeredHooks, SelectField, SubscriptionList, TextField],
  template: `
    <section>
      <h2>{{ t('integrations.title') }}</h2>
      <p class="lead">{{ t('integrations.text') }}</p>
      <search class="filters">
        <parley-text-field type="search" inputMode="search" [label]="t('integrations.search')" [(value)]="query" />
        <parley-select-field [label]="t('integrations.kind')" [choices]="kinds()" [(value)]="kind" />
        @if (kind() !== 'subscriptions') {
          <parley-select-field [label]="t('integrations.show')" [choices]="shows()" [(value)]="show" />
        }
      </search>
      @if (kind() === 'hooks') {
        <parley-administered-hooks [query]="settled()" [show]="hookFilter()" />
      } @else if (kind() === 'subscriptions') {
        <p class="lead">{{ t('subscriptions.text-anywhere') }}</p>
        <parley-subscription-list [roomId]="null" [query]="settled()" />
      } @else {
        <parley-administered-bots [query]="settled()" [show]="botFilter()" />
      }
    </section>
  `,
  styleUrls: ['../../ui/page-form.scss', '../rows.scss'],
})
export class IntegrationsPage {
  protected readonly t = inject(Texts).t;

  protected readonly query = signal('');
  private readonly debouncedQuery = debounced(this.query, 250);
  protected readonly settled = computed(() => trimText(this.debouncedQuery()));
  protected readonly kind = signal<Kind>('hooks');
  protected readonly kinds = computed(() =>
    (['hooks', 'bots', 'subscriptions'] as const).map((value) => ({
      value,
      label: this.t(`integrations.kind.${value}`),
    })),
  );
  /** Of one kind of program alone: the other begins with all of them. */
  protected readonly show = linkedSignal<Kind, Show | ''>({ source: this.kind, computation: () => '' });
  protected readonly shows = computed<Choice<Show | ''>[]>(() => [
    { value: '', label: this.t('integrations.show.all') },
    ...(this.kind() === 'hooks' ? HOOK_FILTERS : BOT_FILTERS).map((value) => ({
      value,
      label: this.t(`integrations.show.${value}`),
    })),
  ]);
  protected readonly hookFilter = computed(() => HOOK_FILTERS.find((each) => each === this.show()));
  protected readonly botFilter = computed(() => BOT_FILTERS.find((each) => each === this.show()));
}
