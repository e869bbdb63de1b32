import { Component, computed, inject, input, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { Identity } from '@api/auth/identities/identity.dto.ts';
import type { SignInProvider } from '@api/health/server-info.dto.ts';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { ProviderPages } from '../../auth/providers/provider-pages.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Session } from '../../auth/session.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { Icon } from '../../ui/icon.ts';
import { OwnAccountApi } from '../own-account-api.ts';
import { IdentitiesApi } from './identities-api.ts';

/** The providers that sign in to the account: connected and disconnected. Nothing where there are none. */
@Component({
  selector: 'parley-identity-list',
  imports: [Icon, MatButton],
  templateUrl: './identity-list.html',
  styleUrls: ['../../ui/page-form.scss', './session-list.scss'],
  styles: `
    // Names of providers may be long.
    button {
      height: auto;
      min-height: 2.25rem;
      padding-block: 0.375rem;
      overflow-wrap: anywhere;
    }
  `,
  // Another tab may have changed it.
  host: { '(window:focus)': 'found.reload()', '[class.shown]': 'isShown()' },
})
export class IdentityList {
  private readonly api = inject(IdentitiesApi);
  private readonly account = inject(OwnAccountApi);
  private readonly session = inject(Session);
  private readonly pages = inject(ProviderPages);
  private readonly server = inject(ServerInfo);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  /** From the address, where a provider's answer has led nowhere: why, and which provider it was. */
  readonly problemCode = input<string>();
  readonly provider = input<string>();

  protected readonly found = resource({ loader: () => this.api.list() });
  private readonly sessions = resource({ loader: () => this.account.sessions() });
  /** The provider where this session began. */
  private readonly here = computed(() =>
    this.sessions.hasValue() ? this.sessions.value().find(({ current }) => current)?.by : undefined,
  );
  private readonly identities = computed(() => (this.found.hasValue() ? this.found.value() : []));
  private readonly providers = computed(() => this.server.current()?.signIn.providers ?? []);
  protected readonly isShown = computed(() => this.identities().length > 0 || this.providers().length > 0);
  protected readonly rows = computed(() =>
    this.identities().map((identity) => ({
      identity,
      isHere: identity.provider === this.here(),
      used: identity.lastUsedAt
        ? this.t('identities.used', { time: this.dates.moment(identity.lastUsedAt) })
        : this.t('identities.since', { time: this.dates.moment(identity.createdAt) }),
    })),
  );
  /** Those that are not connected; none before it is known which are. */
  protected readonly others = computed(() =>
    this.found.hasValue()
      ? this.providers().filter(({ id }) => !this.identities().some(({ provider }) => provider === id))
      : [],
  );
  protected readonly busy = signal(false);
  private readonly failure = signal<unknown>(null);
  protected readonly announcement = signal('');
  protected readonly problem = computed(() => {
    const failure = this.failure();
    if (failure instanceof ApiProblem && failure.code === 'last_way_in') return this.t('identities.last-way-in');
    return failure ? this.problems.of(failure) : this.returned();
  });
  private readonly returned = computed(() => {
    const key = `identities.problem.${this.problemCode() ?? ''}`;
    const name = this.providers().find(({ id }) => id === this.provider())?.name ?? this.t('providers.unnamed');
    return this.texts.has(key) ? this.texts.t(key, { name }) : null;
  });

  /** Leaves for the provider's own page, where it has one. */
  protected signOut(): Promise<void> {
    return this.run(() => this.session.signOut(true));
  }

  /** Leaves for the page of the provider. */
  protected connect({ id }: SignInProvider): Promise<void> {
    return this.run(() => this.pages.open(id, { purpose: 'connect', next: '/settings/security' }));
  }

  protected async disconnect({ id, name }: Identity): Promise<void> {
    const question = {
      title: this.t('identities.disconnect-title', { name }),
      text: this.t('identities.disconnect-text'),
      action: this.t('identities.disconnect'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.run(async () => {
      await this.api.disconnect(id);
      this.announcement.set(this.t('identities.disconnected', { name }));
      this.found.reload();
    });
  }

  private async run(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    this.announcement.set('');
    try {
      await action();
    } catch (error) {
      // The reader has closed the question for a proof.
      if (!(error instanceof ApiProblem && error.code === 'confirmation_required')) this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
