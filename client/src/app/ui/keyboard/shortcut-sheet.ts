import { afterNextRender, Component, computed, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule } from '@angular/material/dialog';
import { keyNames } from './shortcut-keys.ts';
import { FIELD_SHORTCUTS, LIST_SHORTCUTS, type ShortcutEntry, SHORTCUTS, UNREAD_SHORTCUTS } from './shortcut-table.ts';
import { onMac } from './shortcuts.ts';
import { TextField } from '../fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { foldText } from '@api/shared/fold-text.ts';

const ALL: readonly ShortcutEntry[] = [
  ...Object.values(SHORTCUTS),
  ...FIELD_SHORTCUTS,
  ...LIST_SHORTCUTS,
  ...UNREAD_SHORTCUTS,
];

/** A searchable list of all shortcuts. */
@Component({
  selector: 'parley-shortcut-sheet',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t('shortcuts.title') }}</h2>
    <mat-dialog-content>
      <parley-text-field type="search" inputMode="search" [label]="t('shortcuts.search')" [(value)]="query" />
      <div role="status" class="visually-hidden">{{ texts.count('shortcuts.found', found().length) }}</div>
      @for (group of groups(); track group.key) {
        <section>
          <h3>{{ t(group.key) }}</h3>
          <dl>
            @for (each of group.entries; track each.label) {
              <div>
                <dt>{{ t(each.label) }}</dt>
                @for (keys of each.keys; track $index) {
                  <dd>
                    @for (key of keys; track $index) {
                      <kbd>{{ key }}</kbd>
                    }
                  </dd>
                }
              </div>
            }
          </dl>
        </section>
      } @empty {
        <p>{{ t('shortcuts.none') }}</p>
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('close') }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    section {
      margin-top: 1.25rem;
    }
    h3 {
      margin-bottom: 0.25rem;
      font-size: 0.8125rem;
      font-weight: 600;
      color: var(--mat-sys-on-surface-variant);
    }
    dl {
      margin: 0;
    }
    dl > div {
      display: flex;
      align-items: center;
      gap: 0.75rem;
      min-height: 2.5rem;
      border-bottom: 1px solid var(--mat-sys-outline-variant);
    }
    dt {
      flex: 1;
    }
    dd {
      display: flex;
      gap: 0.25rem;
      margin: 0;
    }
    kbd {
      min-width: 1.625rem;
      padding: 0.125rem 0.375rem;
      font: inherit;
      font-size: 0.8125rem;
      text-align: center;
      background: var(--mat-sys-surface-container-high);
      border: 1px solid var(--mat-sys-outline-variant);
      border-radius: 6px;
    }
    p {
      margin-top: 1.25rem;
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class ShortcutSheet {
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  private readonly field = viewChild.required(TextField);
  protected readonly query = signal('');
  private readonly entries = computed(() =>
    ALL.map((entry) => ({ ...entry, keys: entry.chords.map((chord) => keyNames(chord, onMac, this.t('key.ctrl'))) })),
  );
  protected readonly found = computed(() => {
    const wanted = foldText(this.query().trim());
    return this.entries().filter(({ label, keys }) =>
      [this.t(label), ...keys.map((names) => names.join(' '))].some((words) => foldText(words).includes(wanted)),
    );
  });
  protected readonly groups = computed(() =>
    [...new Set(this.found().map(({ group }) => group))].map((key) => ({
      key,
      entries: this.found().filter(({ group }) => group === key),
    })),
  );

  constructor() {
    afterNextRender(() => this.field().focus());
  }
}
