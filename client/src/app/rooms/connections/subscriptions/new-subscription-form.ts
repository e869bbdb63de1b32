import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { EventType, MadeSubscription } from '@api/integrations/subscriptions/subscriptions.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { ProblemTexts } from '../../../api/problem-texts.ts';
import { Texts } from '../../../i18n/texts.ts';
import { CheckField } from '../../../ui/fields/check-field.ts';
import { TextField } from '../../../ui/fields/text-field.ts';
import { Submission } from '../../../ui/submission.ts';
import { EVENT_TITLES } from './event-titles.ts';
import { SubscriptionsApi } from './subscriptions-api.ts';

/** What can be asked for. A ping needs no asking: it is sent by hand. */
const EVENTS: readonly EventType[] = [
  'message.created',
  'message.changed',
  'message.deleted',
  'reaction.changed',
  'member.joined',
  'member.left',
  'room.changed',
];

/** Has the events of a room sent to another server. */
@Component({
  selector: 'parley-new-subscription-form',
  imports: [CheckField, MatButton, TextField],
  template: `
    <form novalidate (submit)="make($event)">
      <parley-text-field
        [label]="t('subscriptions.name')"
        [hint]="t('subscriptions.name-hint')"
        [maxLength]="maxName"
        [problem]="nameProblem()"
        [(value)]="name"
      />
      <parley-text-field
        [label]="t('subscriptions.address')"
        placeholder="https://tickets.example.org/parley"
        [maxLength]="maxUrl"
        [problem]="urlProblem()"
        [(value)]="url"
      />
      <parley-check-field [label]="t('subscriptions.events')" [choices]="choices()" [(chosen)]="events" />
      @if (eventsProblem(); as text) {
        <p class="problem" role="alert">{{ text }}</p>
      }
      @if (problem(); as text) {
        <p class="problem" role="alert">{{ text }}</p>
      }
      <span class="acts">
        <button matButton="tonal" type="submit" [disabled]="busy()" disabledInteractive>
          {{ t('subscriptions.make') }}
        </button>
        <button matButton type="button" (click)="cancelled.emit()">{{ t('cancel') }}</button>
      </span>
    </form>
  `,
  styleUrl: '../../dialog-form.scss',
  styles: `
    p {
      margin: 0;
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
  `,
})
export class NewSubscriptionForm {
  private readonly subscriptions = inject(SubscriptionsApi);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly maxName = limits.displayName;
  protected readonly maxUrl = limits.subscriptionUrl;

  readonly roomId = input.required<string>();
  readonly made = output<MadeSubscription>();
  readonly cancelled = output();

  protected readonly name = signal('');
  protected readonly url = signal('');
  protected readonly events = signal<ReadonlySet<EventType>>(new Set(['message.created']));
  protected readonly choices = computed(() =>
    EVENTS.map((value) => ({ value, label: this.t(EVENT_TITLES[value]), text: value })),
  );
  private readonly tried = signal(false);
  private readonly submission = new Submission(() => [this.name(), this.url(), ...this.events()].join('\n'));
  protected readonly busy = this.submission.busy;
  protected readonly nameProblem = computed(() => this.missing(this.name()) ?? this.ofField('name'));
  protected readonly urlProblem = computed(() => this.missing(this.url()) ?? this.ofField('url'));
  protected readonly eventsProblem = computed(() =>
    this.tried() && !this.events().size ? this.t('subscriptions.event-needed') : null,
  );
  protected readonly problem = computed(() => {
    const failure = this.submission.failure();
    return failure && !this.nameProblem() && !this.urlProblem() ? this.problems.of(failure) : null;
  });

  protected async make(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const [name, url] = [this.name().trim(), this.url().trim()];
    if (!name || !url || !this.events().size) return;
    await this.submission.run(async () => {
      const events = EVENTS.filter((each) => this.events().has(each));
      this.made.emit(await this.subscriptions.make({ name, url, events, roomIds: [this.roomId()] }));
    });
  }

  private missing(value: string): string | null {
    return this.tried() && !value.trim() ? this.t('field.required') : null;
  }

  private ofField(field: string): string | null {
    return this.problems.ofField(this.submission.failure(), field);
  }
}
