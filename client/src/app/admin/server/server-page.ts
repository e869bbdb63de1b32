import { Component, computed, DestroyRef, inject, linkedSignal, resource, signal } from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import type { MailFailure, NodeHealth, PartHealth, ServerHealth } from '@api/health/server-health.dto.ts';
import { ServerInfo } from '../../auth/server-info.ts';
import { Dates } from '../../ui/dates.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Durations } from '../../ui/durations.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';
import { fileSize } from '../../ui/file-size.ts';
import { SignInStatus } from './sign-in-status.ts';
import { ServerAdminApi } from './server-admin-api.ts';

const REFRESH_MS = 10_000;
/** As the server warns of it. */
const NOTICEABLE_SKEW_MS = 5_000;

/** The health of the server and its mail queue. The last answer stays on the screen until a newer answer arrives. */
@Component({
  selector: 'parley-server-page',
  imports: [Icon, LoadFailure, MatButton, MatIconButton, SignInStatus, SkeletonRows],
  templateUrl: './server-page.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss', './server-page.scss'],
})
export class ServerPage {
  private readonly api = inject(ServerAdminApi);
  private readonly texts = inject(Texts);
  protected readonly server = inject(ServerInfo);
  private readonly spans = inject(Durations);
  protected readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = this.texts.t;

  protected readonly answer = resource({ loader: () => this.api.health() });
  protected readonly shown = linkedSignal<ServerHealth | undefined, ServerHealth | undefined>({
    source: computed(() => (this.answer.hasValue() ? this.answer.value() : undefined)),
    computation: (fresh, before) => fresh ?? before?.value,
  });
  private readonly submission = new Submission();
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly announcement = signal('');

  protected readonly parts = computed(() => {
    const health = this.shown();
    return health ? health.parts.map((part) => this.part(part, health)) : [];
  });
  protected readonly figures = computed(() => {
    const mails = this.shown()?.mails;
    if (!mails) return [];
    const number = (count: number) => new Intl.NumberFormat(this.texts.locale()).format(count);
    return [
      { label: this.t('health.waiting'), value: number(mails.waiting) },
      { label: this.t('health.retrying'), value: number(mails.retrying) },
      { label: this.t('health.given-up'), value: number(mails.givenUp) },
      {
        label: this.t('health.oldest'),
        value: mails.oldestSeconds === null ? '–' : this.spans.format(mails.oldestSeconds),
      },
    ];
  });
  protected readonly backups = computed(() => {
    const found = this.shown()?.backups;
    if (!found) return [];
    const moment = (at: string | null) => (at === null ? '–' : this.dates.moment(at));
    return [
      { label: this.t('health.backup-last'), value: moment(found.lastAt) },
      { label: this.t('health.backup-verified'), value: moment(found.verifiedAt) },
    ];
  });
  protected readonly backupFaults = computed(() => {
    const { lastError = null, verificationError = null } = this.shown()?.backups ?? {};
    return [
      { label: this.t('health.backup-failed'), detail: lastError },
      { label: this.t('health.backup-trial-failed'), detail: verificationError },
    ].filter(({ detail }) => detail !== null);
  });
  protected readonly isQueueEmpty = computed(() => {
    const mails = this.shown()?.mails;
    return mails?.waiting === 0 && mails.givenUp === 0;
  });
  protected readonly failures = computed(() => (this.shown()?.mails.failures ?? []).map((mail) => this.mail(mail)));
  protected readonly nodes = computed(() => (this.shown()?.nodes ?? []).map((node) => this.node(node)));

  constructor() {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') this.answer.reload();
    }, REFRESH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected async retryMails(): Promise<void> {
    await this.submission.run(async () => {
      const { retried } = await this.api.retryMails();
      this.announcement.set(retried > 0 ? this.texts.count('health.retried', retried) : this.t('health.retried-none'));
      this.answer.reload();
    });
  }

  protected async sendTestMail(): Promise<void> {
    await this.submission.run(async () => {
      const { recipient } = await this.api.sendTestMail();
      this.announcement.set(this.t('health.test-sent', { email: recipient }));
      this.answer.reload();
    });
  }

  private part({ name, state: found, milliseconds, detail }: PartHealth, health: ServerHealth) {
    // The mailbox on this machine works as a mail server, and yet no mail leaves it.
    const state = name === 'mail' && found === 'up' && this.server.current()?.mailCaught ? 'caught' : found;
    return {
      name,
      state,
      detail,
      title: `health.part.${name}` as const,
      stateText: `health.state.${state}` as const,
      took: milliseconds === null ? null : this.spans.milliseconds(milliseconds),
      note: state === 'caught' ? this.t('health.mail-caught') : this.note(name, found, health),
    };
  }

  /** What matters about a part besides whether it works. */
  private note(
    name: PartHealth['name'],
    state: PartHealth['state'],
    { storageFree, filesPending, lastFailoverAt }: ServerHealth,
  ): string | null {
    if (state === 'off' && (name === 'redis' || name === 'scanner')) return this.t(`health.off.${name}`);
    if (name === 'scanner' && filesPending > 0) return this.texts.count('health.pending', filesPending);
    if (name === 'database' && lastFailoverAt)
      return this.t('health.failover', { time: this.dates.moment(lastFailoverAt) });
    if (name !== 'storage' || storageFree === null) return null;
    return this.t('health.free', { size: fileSize(storageFree, this.texts.locale()) });
  }

  private mail({ id, template, recipient, reason, tries, createdAt, nextTryAt }: MailFailure) {
    const next = nextTryAt ? [this.t('health.next-try', { time: this.dates.time(nextTryAt) })] : [];
    return {
      id,
      reason,
      title: `mail.${template}` as const,
      givenUp: nextTryAt === null,
      about: [recipient, this.texts.count('health.tries', tries), ...next].join(' · '),
      time: this.dates.moment(createdAt),
    };
  }

  private node({ id, host, kind, version, alive, own, leaseFresh, redisHealthy, clockSkew, ...more }: NodeHealth) {
    const up = (Date.parse(more.seenAt) - Date.parse(more.startedAt)) / 1000;
    const chips = [
      { text: this.t(`health.kind.${kind}`), warm: false },
      ...(own ? [{ text: this.t('health.own'), warm: false }] : []),
      ...(alive ? [] : [{ text: this.t('health.silent'), warm: true }]),
      { text: this.t(leaseFresh ? 'health.lease' : 'health.no-lease'), warm: !leaseFresh },
      ...(redisHealthy ? [] : [{ text: this.t('health.no-redis'), warm: true }]),
      ...this.clockChips(clockSkew),
    ];
    const late = this.t('health.lag', { time: this.spans.milliseconds(more.loopLag) });
    return {
      id,
      host,
      chips,
      well: alive && leaseFresh && redisHealthy && this.clockChips(clockSkew).length === 0,
      about: this.t('health.uptime', { version, time: this.spans.format(up) }),
      work: `${this.texts.count('health.sockets', more.sockets)} · ${late}`,
    };
  }

  private clockChips(skew: number | null) {
    if (skew === null || Math.abs(skew) < NOTICEABLE_SKEW_MS) return [];
    const time = this.spans.format(Math.abs(skew) / 1000);
    return [{ text: this.t(skew > 0 ? 'health.clock-ahead' : 'health.clock-behind', { time }), warm: true }];
  }
}
