import { Component, computed, inject, Injector, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { PushContent, PushTest } from '@api/push/push.dto.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { PushDevice } from '../notifications/push/push-device.ts';
import { PushPages } from '../notifications/push/push-pages.ts';
import { Dates } from '../ui/dates.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { Icon } from '../ui/icon.ts';

const CONTENTS: PushContent[] = ['full', 'sender', 'nothing'];

/** Whether and how this device is notified while no page is open. */
@Component({
  selector: 'parley-push-section',
  imports: [Icon, MatButton, SelectField],
  template: `
    <section>
      <h2>{{ t('push.title') }}</h2>
      <p class="lead">{{ t('push.text') }}</p>
      @if (failure()) {
        <p class="problem" role="alert">{{ problems.of(failure()) }}</p>
      }
      <div class="permission" role="status">
        <parley-icon [name]="device.state() === 'on' ? 'check' : 'bell-off'" />
        <span>{{ t(stateKey()) }}</span>
      </div>
      @if (device.own(); as own) {
        <parley-select-field
          [label]="t('push.content')"
          [choices]="contents()"
          [value]="own.content"
          (valueChange)="useContent($event)"
        />
        <p class="hint">{{ t('push.content-hint') }}</p>
        @if (own.shownAt; as at) {
          <p class="hint">{{ t('push.shown-at', { time: dates.moment(at) }) }}</p>
        }
      }
      <div class="done">
        @switch (device.state()) {
          @case ('on') {
            <button matButton="tonal" type="button" [disabled]="busy()" disabledInteractive (click)="test()">
              {{ t('push.test') }}
            </button>
            <button matButton type="button" [disabled]="busy()" disabledInteractive (click)="turnOff()">
              {{ t('push.turn-off') }}
            </button>
          }
          @case ('off') {
            <button matButton="filled" type="button" [disabled]="busy()" disabledInteractive (click)="turnOn()">
              {{ t('push.turn-on') }}
            </button>
          }
          @case ('broken') {
            <button matButton="filled" type="button" [disabled]="busy()" disabledInteractive (click)="turnOn()">
              {{ t('push.turn-on') }}
            </button>
          }
        }
      </div>
      <p class="tested" role="status">{{ tested() }}</p>
    </section>
  `,
  styleUrls: ['../ui/page-form.scss', './notifications-page.scss'],
  styles: `
    .hint {
      margin: 0.375rem 0 0;
      font-size: 0.8125rem;
      text-wrap: pretty;
      color: var(--mat-sys-on-surface-variant);
    }
    parley-select-field {
      display: block;
      margin-top: 1rem;
    }
    .tested {
      margin: 0.75rem 0 0;
      text-wrap: pretty;
      &:empty {
        display: none;
      }
    }
    @media (pointer: coarse) {
      button {
        min-height: 2.75rem;
      }
    }
  `,
})
export class PushSection {
  private readonly injector = inject(Injector);
  protected readonly device = inject(PushDevice);
  protected readonly problems = inject(ProblemTexts);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;

  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  private readonly testing = signal(false);
  private readonly result = signal<(PushTest & { shownMs: number | null }) | null>(null);

  protected readonly stateKey = computed(() =>
    this.device.state() === 'off-here' && this.device.reason() === 'no_https'
      ? 'push.off-https'
      : (`push.states.${this.device.state()}` as const),
  );
  protected readonly contents = computed(() =>
    CONTENTS.map((value) => ({ value, label: this.t(`push.contents.${value}`) })),
  );
  protected readonly tested = computed(() => {
    if (this.testing()) return this.t('push.testing');
    const result = this.result();
    if (!result) return '';
    const { status, ms, shownMs } = result;
    if (status === 0) return this.t('push.test-silent');
    if (status < 200 || status > 299) return this.t('push.test-failed', { status });
    return shownMs === null ? this.t('push.tested-not-shown', { ms }) : this.t('push.tested', { ms, shown: shownMs });
  });

  constructor() {
    void this.run(() => this.device.reconcile());
  }

  protected turnOn(): Promise<void> {
    return this.run(async () => {
      await this.device.turnOn();
      // From now on this page follows clicks on notifications.
      if (this.device.state() === 'on') this.injector.get(PushPages);
    });
  }

  protected turnOff(): Promise<void> {
    this.result.set(null);
    return this.run(() => this.device.turnOff());
  }

  protected useContent(content: PushContent): Promise<void> {
    return this.run(() => this.device.useContent(content));
  }

  protected test(): Promise<void> {
    if (this.busy()) return Promise.resolve();
    this.testing.set(true);
    return this.run(async () => {
      this.result.set(await this.device.test());
      await this.device.reload();
    }).finally(() => this.testing.set(false));
  }

  private async run(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      await action();
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
