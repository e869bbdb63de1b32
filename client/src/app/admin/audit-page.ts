import { Component, computed, inject, input, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import type { AuditAction, AuditEntry } from '@api/audit/audit.dto.ts';
import { displayedIp } from '../ui/ip-address.ts';
import { Dates } from '../ui/dates.ts';
import { EmptyState } from '../ui/feedback/empty-state.ts';
import { LoadFailure } from '../ui/feedback/load-failure.ts';
import { ListEnd } from '../ui/feedback/list-end.ts';
import { pagedList } from '../ui/paged-list.ts';
import { SelectField } from '../ui/fields/select-field.ts';
import { SkeletonRows } from '../ui/feedback/skeleton-rows.ts';
import { Texts } from '../i18n/texts.ts';
import { PeopleStore } from '../users/people-store.ts';
import { AccountsAdminApi, type AuditFilter } from './accounts-admin-api.ts';
import { AUDIT_TITLES } from './audit-titles.ts';
import { PersonPicker } from './person-picker.ts';

const isAction = (word: string): word is AuditAction => word in AUDIT_TITLES;

/**
 * The log of changes to accounts and rights, newest first. Its filter is in the address, so that a link shows the same.
 */
@Component({
  selector: 'parley-audit-page',
  imports: [EmptyState, ListEnd, LoadFailure, MatButton, PersonPicker, SelectField, SkeletonRows],
  templateUrl: './audit-page.html',
  styleUrls: ['../ui/page-form.scss', './rows.scss', './audit-page.scss'],
})
export class AuditPage {
  private readonly accounts = inject(AccountsAdminApi);
  private readonly people = inject(PeopleStore);
  private readonly router = inject(Router);
  private readonly dates = inject(Dates);
  private readonly texts = inject(Texts);
  protected readonly t = this.texts.t;

  /** From the address. */
  readonly action = input<string>();
  readonly userId = input<string>();

  protected readonly chosenAction = linkedSignal<AuditAction | ''>(() => {
    const word = this.action() ?? '';
    return isAction(word) ? word : '';
  });
  protected readonly list = pagedList(
    (): AuditFilter => ({ action: this.chosenAction(), userId: this.userId() ?? '' }),
    async (filter, cursor) => {
      const page = await this.accounts.audit(filter, cursor);
      this.people.add(page.people);
      return page;
    },
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
  protected readonly rows = computed(() => this.list.items().map((entry) => this.row(entry)));

  protected filter(filter: Partial<AuditFilter>): void {
    const queryParams = Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, value || null]));
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  private row({ id, at, action, actorId, targetId, ip, detail }: AuditEntry) {
    const isOwnAccount = targetId === actorId;
    return {
      id,
      at,
      ip: ip && displayedIp(ip),
      title: AUDIT_TITLES[action],
      time: this.dates.moment(at),
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
