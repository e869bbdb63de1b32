import { Component, computed, inject, resource } from '@angular/core';
import type { ProviderStatus } from '@api/admin/sign-in.dto.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { ServerAdminApi } from './server-admin-api.ts';

/** As the server refuses it. */
const MAX_CLOCK_DIFFERENCE_SECONDS = 60;

/** How signing in through providers goes. Nothing where there are none. */
@Component({
  selector: 'parley-sign-in-status',
  template: `
    @if (server.current()?.signIn?.providers?.length) {
      <section>
        <h2 id="providers">{{ t('sign-in-status.title') }}</h2>
        @if (found.error()) {
          <p class="problem" role="alert">{{ problems.of(found.error()) }}</p>
        }
        <ul aria-labelledby="providers">
          @for (row of rows(); track row.id) {
            <li>
              <span class="dot" [class]="row.state"></span>
              <span class="words">
                <span class="name">{{ row.name }}</span>
                <small>{{ row.success }}</small>
                @if (row.failure; as text) {
                  <small>{{ text }}</small>
                  <small lang="en" dir="ltr" class="detail">{{ row.detail }}</small>
                }
                @if (row.logout; as text) {
                  <small>{{ text }}</small>
                }
                @if (row.clock; as text) {
                  <small class="problem">{{ text }}</small>
                }
              </span>
              <span class="aside">
                <span class="state" [class]="row.state">{{ t(row.stateText) }}</span>
              </span>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styleUrls: ['../../ui/page-form.scss', '../rows.scss', './server-page.scss'],
})
export class SignInStatus {
  private readonly api = inject(ServerAdminApi);
  private readonly dates = inject(Dates);
  protected readonly server = inject(ServerInfo);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly found = resource({ loader: () => this.api.signIn() });
  protected readonly rows = computed(() =>
    this.found.hasValue() ? this.found.value().providers.map((provider) => this.row(provider)) : [],
  );

  private row({ id, name, reachable, lastSuccessAt, lastFailure, lastLogoutAt, ...provider }: ProviderStatus) {
    const { clockDifferenceSeconds: ahead } = provider;
    const isOff = ahead !== null && Math.abs(ahead) > MAX_CLOCK_DIFFERENCE_SECONDS;
    const at = (time: string) => ({ time: this.dates.moment(time) });
    return {
      id,
      name,
      state: reachable ? ('up' as const) : ('down' as const),
      stateText: reachable ? ('health.state.up' as const) : ('health.state.down' as const),
      success: lastSuccessAt ? this.t('sign-in-status.success', at(lastSuccessAt)) : this.t('sign-in-status.unused'),
      failure: lastFailure && this.t('sign-in-status.failure', at(lastFailure.at)),
      detail: lastFailure && `${lastFailure.code}: ${lastFailure.detail}`,
      logout: lastLogoutAt && this.t('sign-in-status.logout', at(lastLogoutAt)),
      clock: isOff ? this.t('sign-in-status.clock', { seconds: String(ahead) }) : null,
    };
  }
}
