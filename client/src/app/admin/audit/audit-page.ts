import { Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import type { AuditAction, AuditEntry, AuditPage as EntryPage } from '@api/audit/audit.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { displayedIp } from '../../ui/ip-address.ts';
import { Dates } from '../../ui/dates.ts';
import { EmptyState } from '../../ui/feedback/empty-state.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { ListEnd } from '../../ui/feedback/list-end.ts';
import { pagedList } from '../../ui/paged-list.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { saveFile } from '../../ui/save-file.ts';
import { Icon } from '../../ui/icon.ts';
import { SelectField } from '../../ui/fields/select-field.ts';
import { SkeletonRows } from '../../ui/feedback/skeleton-rows.ts';
import { Texts } from '../../i18n/texts.ts';
import { PeopleStore } from '../../users/people-store.ts';
import { AccountsAdminApi, type AuditFilter } from '../people/accounts-admin-api.ts';
import { auditCsv } from './audit-csv.ts';
import { type AuditGroup, groupedEntries } from './audit-groups.ts';
import { AUDIT_TITLES } from './audit-titles.ts';
import { PersonPicker } from './person-picker.ts';

const MAX_EXPORTED = 5000;

/** The start of a day in the reader's time zone; empty for no day. */
function startOf(day: string | undefined, later = 0): string {
  const [year = 0, month = 1, date = 1] = (day ?? '').split('-').map(Number);
  const start = new Date(year, month - 1, date + later);
  return day && !Number.isNaN(start.getTime()) ? start.toISOString() : '';
}

const isAction = (word: string): word is AuditAction => word in AUDIT_TITLES;

/**
 * The log of changes to accounts and rights, newest first. Its filter is in the address, so that a link shows the same.
 */
@Component({
  selector: 'parley-audit-page',
  imports: [EmptyState, Icon, ListEnd, LoadFailure, MatButton, PersonPicker, SelectField, SkeletonRows],
  templateUrl: './audit-page.html',
  styleUrls: ['../../ui/page-form.scss', '../rows.scss', './audit-page.scss'],
})
export class AuditPage {
  private readonly accounts = inject(AccountsAdminApi);
  private readonly people = inject(PeopleStore);
  private readonly router = inject(Router);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = this.texts.t;

  /** From the address. */
  readonly action = input<string>();
  readonly userId = input<string>();
  /** The first and the last day, as 2026-11-20. */
  readonly first = input<string>();
  readonly last = input<string>();

  protected readonly chosenAction = linkedSignal<AuditAction | ''>(() => {
    const word = this.action() ?? '';
    return isAction(word) ? word : '';
  });
  private readonly wanted = computed<AuditFilter>(() => ({
    action: this.chosenAction(),
    userId: this.userId() ?? '',
    from: startOf(this.first()),
    to: startOf(this.last(), 1),
  }));
  protected readonly list = pagedList(
    () => this.wanted(),
    (filter, cursor) => this.load(filter, cursor),
  );
  protected readonly person = computed(() => {
    const id = this.userId();
    return id ? { id, name: this.nameOf(id) } : null;
  });
  protected readonly actionChoices = computed(() => [
    { value: '' as const, label: this.t('audit.any-action') },
    ...(Object.keys(AUDIT_TITLES) as AuditAction[])
      .map((action) => ({ value: action, label: this.t(AUDIT_TITLES[action]) }))
      .sort((a, b) => a.label.localeCompare(b.label, this.texts.locale())),
  ]);
  protected readonly rows = computed(() => groupedEntries(this.list.items()).map((group) => this.row(group)));
  protected readonly isExporting = signal(false);
  protected readonly failure = signal<unknown>(null);

  protected filter(filter: Partial<Record<'action' | 'userId' | 'first' | 'last', string>>): void {
    const queryParams = Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, value || null]));
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  /** What the filter shows, at most `MAX_EXPORTED` entries of it. */
  protected async exportCsv(): Promise<void> {
    if (this.isExporting()) return;
    this.isExporting.set(true);
    this.failure.set(null);
    try {
      const entries: AuditEntry[] = [];
      for (let cursor: string | undefined; entries.length < MAX_EXPORTED;) {
        const { items, next } = await this.load(this.wanted(), cursor, limits.pageSize);
        entries.push(...items);
        if (next === null) break;
        cursor = next;
      }
      const csv = auditCsv(entries, (id) => this.nameOf(id));
      saveFile(new Blob(['\uFEFF', csv], { type: 'text/csv' }), 'audit.csv');
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.isExporting.set(false);
    }
  }

  private async load(filter: AuditFilter, cursor?: string, limit?: number): Promise<EntryPage> {
    const page = await this.accounts.audit(filter, cursor, limit);
    this.people.add(page.people);
    return page;
  }

  private row({ entry, count, since }: AuditGroup) {
    const { id, at, action, actorId, targetId, ip, detail } = entry;
    const isOwnAccount = targetId === actorId;
    return {
      id,
      at,
      ip: ip && displayedIp(ip),
      title: AUDIT_TITLES[action],
      time: this.dates.moment(at),
      times: count > 1 ? this.texts.count('audit.times', count) : null,
      since: this.dates.moment(since),
      actorId,
      actor: actorId ? this.nameOf(actorId) : this.t('audit.nobody'),
      targetId: targetId ?? '',
      target: targetId && !isOwnAccount ? this.nameOf(targetId) : null,
      detail: this.detail(detail),
    };
  }

  private nameOf(id: string): string {
    return this.people.nameOf(id) ?? this.t('somebody');
  }

  /** The former and the new role, and further details that the server logged. */
  private detail({ from, to, ...others }: Record<string, string>): string {
    const change = from && to ? [`${this.word(from)} → ${this.word(to)}`] : [];
    return [...change, ...Object.values(others).map((word) => this.word(word))].join(', ');
  }

  private word(word: string): string {
    const key = `role.${word}`;
    return this.texts.has(key) ? this.t(key) : word;
  }
}
