import { Component, computed, inject, input, output, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type {
  Subscription,
  SubscriptionFailure,
  SubscriptionTest,
} from '@api/integrations/subscriptions/subscriptions.dto.ts';
import { passIfGone } from '../../../api/pass-if-gone.ts';
import { ProblemTexts } from '../../../api/problem-texts.ts';
import { Texts } from '../../../i18n/texts.ts';
import { Dates } from '../../../ui/dates.ts';
import { confirmed } from '../../../ui/feedback/confirm-dialog.ts';
import { LoadFailure } from '../../../ui/feedback/load-failure.ts';
import { SwitchField } from '../../../ui/fields/switch-field.ts';
import { Submission } from '../../../ui/submission.ts';
import { EVENT_TITLES } from './event-titles.ts';
import { SubscriptionsApi } from './subscriptions-api.ts';

/** Where a subscription sends what, what its receiver refused, and its end. */
@Component({
  selector: 'parley-subscription-details',
  imports: [LoadFailure, MatButton, SwitchField],
  templateUrl: './subscription-details.html',
  styleUrl: '../hook-details.scss',
  styles: `
    code {
      overflow-wrap: anywhere;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: 0 0.75rem;
      min-height: 2.75rem;
    }
  `,
})
export class SubscriptionDetails {
  private readonly subscriptions = inject(SubscriptionsApi);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  readonly subscription = input.required<Subscription>();
  /** Whether the reader may decide where it sends; without that they may stop it. */
  readonly decides = input.required<boolean>();
  readonly changed = output<Subscription>();
  /** The new secret. */
  readonly rotated = output<string>();
  readonly removed = output();

  protected readonly isOn = computed(() => this.subscription().disabledAt === null);
  protected readonly events = computed(() =>
    this.subscription()
      .events.map((type) => this.t(EVENT_TITLES[type]))
      .join(' · '),
  );
  protected readonly answer = signal('');
  private readonly submission = new Submission();
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly found = resource({
    params: () => this.subscription().id,
    loader: ({ params }) => this.subscriptions.failures(params),
  });
  protected readonly refused = computed(() =>
    (this.found.hasValue() ? this.found.value() : []).map((failure) => ({
      failure,
      text: this.t('subscriptions.refused-event', {
        time: this.dates.moment(failure.at),
        event: this.eventName(failure.type),
        status: failure.status,
      }),
    })),
  );

  protected toggle(on: boolean): Promise<void> {
    return this.submission.run(async () => {
      this.changed.emit(await this.subscriptions.change(this.subscription().id, { disabled: !on }));
    });
  }

  protected test(): Promise<void> {
    this.answer.set('');
    return this.submission.run(async () => {
      this.answer.set(this.answered(await this.subscriptions.test(this.subscription().id)));
    });
  }

  protected sendAgain({ eventId }: SubscriptionFailure): Promise<void> {
    this.answer.set('');
    return this.submission.run(async () => {
      const answer = await this.subscriptions.sendAgain(this.subscription().id, eventId);
      this.answer.set(this.answered(answer));
      this.found.reload();
    });
  }

  protected async rotate(): Promise<void> {
    const question = {
      title: this.t('subscriptions.rotate-title', { name: this.subscription().name }),
      text: this.t('subscriptions.rotate-text'),
      action: this.t('subscriptions.rotate'),
      harmless: true,
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => this.rotated.emit(await this.subscriptions.rotate(this.subscription().id)));
  }

  protected async remove(): Promise<void> {
    const question = {
      title: this.t('connections.delete-title', { name: this.subscription().name }),
      text: this.t('subscriptions.delete-text'),
      action: this.t('connections.delete'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => {
      await this.subscriptions.remove(this.subscription().id).catch(passIfGone);
      this.removed.emit();
    });
  }

  private answered({ status, ok }: SubscriptionTest): string {
    if (ok) return this.t('subscriptions.taken', { status: status ?? 0 });
    return status === null ? this.t('subscriptions.no-answer') : this.t('subscriptions.refused', { status });
  }

  private eventName(type: SubscriptionFailure['type']): string {
    return this.t(EVENT_TITLES[type]);
  }
}
