import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Section } from '@api/rooms/sections/sections.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText, withoutDirectionControls } from '@api/shared/visible-text.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { SectionsStore } from './sections-store.ts';

/** Asks for the name of a section: a new one, or the given one's new name. Closes with the id of the section. */
@Component({
  selector: 'parley-section-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  template: `
    <h2 mat-dialog-title>{{ t(section ? 'sections.rename' : 'sections.new') }}</h2>
    <mat-dialog-content>
      <form id="section" novalidate (submit)="save($event)">
        <parley-text-field
          [label]="t('sections.name')"
          [hint]="t('sections.name-hint')"
          [maxLength]="limits.sectionName"
          [clean]="cleanName"
          [problem]="nameProblem()"
          [(value)]="name"
        />
        @if (problem(); as text) {
          <p class="problem" role="alert">{{ text }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="section" [disabled]="busy()" disabledInteractive>
        {{ t(section ? 'sections.save' : 'sections.create') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class SectionDialog {
  private readonly sections = inject(SectionsStore);
  private readonly dialog = inject<MatDialogRef<SectionDialog, string>>(MatDialogRef);
  private readonly problems = inject(ProblemTexts);
  protected readonly section = inject<Section | null>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;
  protected readonly cleanName = withoutDirectionControls;

  protected readonly name = signal(this.section?.name ?? '');
  protected readonly busy = signal(false);
  private readonly submitted = signal(false);
  private readonly failure = signal<unknown>(null);
  protected readonly problem = computed(() => (this.failure() ? this.problems.of(this.failure()) : null));
  protected readonly nameProblem = computed(() =>
    this.submitted() && !trimText(this.name())
      ? this.t('field.required')
      : this.problems.ofField(this.failure(), 'name'),
  );

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.submitted.set(true);
    const name = trimText(this.name());
    if (!name || this.busy()) return;
    this.busy.set(true);
    try {
      if (this.section) await this.sections.update(this.section.id, { name });
      this.dialog.close(this.section?.id ?? (await this.sections.create({ name })).id);
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
