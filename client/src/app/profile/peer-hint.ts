import { Component, computed, inject, input, resource } from '@angular/core';
import type { User, UserSummary } from '@api/users/users.dto.ts';
import { Api } from '../api/api.ts';
import { Texts } from '../i18n/texts.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { Dates } from '../ui/dates.ts';
import { Icon } from '../ui/icon.ts';
import { isolated, IsolatedText } from '../ui/isolated-text.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { personName } from '../users/person-name.ts';
import { isLateThere, ownTimeZone } from '../users/time-zones.ts';

/** Says above the composer of a direct room why the other person may not answer soon: it is late there, or they pause. */
@Component({
  selector: 'parley-peer-hint',
  imports: [Icon, IsolatedText],
  template: `
    @if (hint(); as text) {
      <p>
        <parley-icon name="moon" /><span><parley-isolated-text [text]="text" /></span>
      </p>
    }
  `,
  styles: `
    p {
      display: flex;
      align-items: center;
      gap: 0.375rem;
      margin: 0;
      padding: 0 0.75rem 0.375rem;
      font-size: 0.8125rem;
      color: var(--mat-sys-on-surface-variant);
    }
    parley-icon {
      flex: none;
      width: 1rem;
      height: 1rem;
    }
    span {
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class PeerHint {
  private readonly api = inject(Api);
  private readonly presences = inject(PresenceStore);
  private readonly clock = inject(MinuteClock);
  private readonly dates = inject(Dates);
  private readonly t = inject(Texts).t;
  readonly peer = input.required<UserSummary>();

  /** Without a network there is no hint. */
  private readonly profile = resource({
    params: () => ({ id: this.peer().id }),
    loader: ({ params }) => this.api.get<User>(`/users/${params.id}`),
  });
  protected readonly hint = computed(() => {
    const name = isolated(personName(this.peer()));
    const now = this.clock.now();
    const pausedUntil = this.presences.pausedUntil(this.peer().id, now);
    if (pausedUntil) return this.t('peer.paused', { name, time: this.dates.within(pausedUntil) });
    const timeZone = this.profile.hasValue() ? this.profile.value().timeZone : null;
    return timeZone && isLateThere(timeZone, ownTimeZone(), now)
      ? this.t('peer.late', { name, time: this.dates.timeIn(timeZone, now) })
      : null;
  });
}
