import { Component, computed, inject, input, linkedSignal, output, resource } from '@angular/core';
import { MatAutocompleteModule, type MatAutocompleteSelectedEvent } from '@angular/material/autocomplete';
import type { Account } from '@api/admin/admin.dto.ts';
import { debounced } from '../../ui/debounced.ts';
import { Icon } from '../../ui/icon.ts';
import { Texts } from '../../i18n/texts.ts';
import { PeopleStore } from '../../users/people-store.ts';
import { AccountsAdminApi } from '../people/accounts-admin-api.ts';
import { trimText } from '@api/shared/visible-text.ts';

/** Chooses a person by typing, or all people by an empty field. */
@Component({
  selector: 'parley-person-picker',
  imports: [Icon, MatAutocompleteModule],
  template: `
    <label for="person-picker">{{ t('audit.person') }}</label>
    <span class="box">
      <input
        #field
        id="person-picker"
        type="text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        [placeholder]="t('audit.any-person')"
        [matAutocomplete]="list"
        [value]="query()"
        (input)="query.set(field.value)"
        (blur)="settle()"
      />
      @if (chosen()) {
        <button type="button" [attr.aria-label]="t('audit.clear-person')" (click)="picked.emit(null)">
          <parley-icon name="close" />
        </button>
      }
    </span>
    <mat-autocomplete
      #list="matAutocomplete"
      autoActiveFirstOption
      [displayWith]="nameOf"
      (optionSelected)="pick($event)"
    >
      @for (account of found(); track account.id) {
        <mat-option [value]="account">{{ account.displayName }} · {{ '@' + account.username }}</mat-option>
      }
    </mat-autocomplete>
  `,
  styleUrl: '../../ui/fields/text-field.scss',
})
export class PersonPicker {
  private readonly accounts = inject(AccountsAdminApi);
  private readonly people = inject(PeopleStore);
  protected readonly t = inject(Texts).t;
  readonly chosen = input.required<{ id: string; name: string } | null>();
  readonly picked = output<Account | null>();

  protected readonly query = linkedSignal(() => this.chosen()?.name ?? '');
  private readonly settled = debounced(this.query, 250);
  private readonly answer = resource({
    params: () => {
      const q = trimText(this.settled());
      return q && q !== this.chosen()?.name ? { q, role: '' as const } : undefined;
    },
    loader: ({ params }) => this.accounts.find(params),
  });
  protected readonly found = computed(() => (this.answer.hasValue() ? this.answer.value().items.slice(0, 8) : []));
  protected readonly nameOf = (account: Account | string) =>
    typeof account === 'string' ? account : account.displayName;

  protected pick({ option }: MatAutocompleteSelectedEvent): void {
    const account = option.value as Account;
    this.people.add([account]);
    this.query.set(account.displayName);
    this.picked.emit(account);
  }

  /** An emptied field means all people. */
  protected settle(): void {
    if (!trimText(this.query()) && this.chosen()) this.picked.emit(null);
  }
}
