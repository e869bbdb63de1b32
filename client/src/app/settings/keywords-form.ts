import { Component, computed, inject, linkedSignal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { foldText } from '@api/shared/fold-text.ts';
import { limits } from '@api/shared/limits.ts';
import { trimText } from '@api/shared/visible-text.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { Texts } from '../i18n/texts.ts';
import { TextField } from '../ui/fields/text-field.ts';
import { Icon } from '../ui/icon.ts';
import { Submission } from '../ui/submission.ts';
import { PreferencesStore } from '../users/preferences-store.ts';

/** The keywords in a text, separated by commas: each once, as it was first written. */
export function keywordsIn(text: string): string[] {
  const written = text
    .split(/[,，、]/)
    .map(trimText)
    .filter(Boolean);
  const folded = written.map(foldText);
  return written.filter((_, index) => folded.indexOf(folded[index] ?? '') === index);
}

const length = (text: string) => [...text].length;

/** Edits the words that notify the reader like a mention. */
@Component({
  selector: 'parley-keywords-form',
  imports: [Icon, MatButton, TextField],
  template: `
    <form novalidate (submit)="save($event)">
      <parley-text-field
        [label]="t('keywords.label')"
        [hint]="t('keywords.hint')"
        [problem]="problem()"
        [(value)]="text"
      />
      <div class="done">
        <button matButton="filled" type="submit" [disabled]="busy() || !isChanged()" disabledInteractive>
          {{ t('keywords.save') }}
        </button>
        <span class="saved" role="status">
          @if (saved()) {
            <parley-icon name="check" />{{ t('settings.saved') }}
          }
        </span>
      </div>
    </form>
  `,
  styleUrl: '../ui/page-form.scss',
})
export class KeywordsForm {
  private readonly preferences = inject(PreferencesStore);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  private readonly stored = computed(() => this.preferences.current().keywords ?? []);
  protected readonly text = linkedSignal(computed(() => this.stored().join(', ')));
  private readonly typed = computed(() => keywordsIn(this.text()));
  protected readonly isChanged = computed(() => this.typed().join() !== this.stored().join());
  private readonly submission = new Submission(this.text);
  protected readonly busy = this.submission.busy;
  /** Until the words change again. */
  protected readonly saved = linkedSignal({
    source: this.isChanged,
    computation: (isChanged, before: { value: boolean } | undefined) => !isChanged && (before?.value ?? false),
  });
  protected readonly problem = computed(() => {
    if (this.typed().length > limits.keywords) return this.t('keywords.many', { most: limits.keywords });
    const wrong = this.typed().find((each) => length(each) < limits.keywordMin || length(each) > limits.keywordMax);
    if (wrong !== undefined)
      return this.t('keywords.length', { keyword: wrong, least: limits.keywordMin, most: limits.keywordMax });
    const failure = this.submission.failure();
    return failure ? this.problems.of(failure) : null;
  });

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.problem() || !this.isChanged()) return;
    const keywords = this.typed();
    await this.submission.run(async () => {
      await this.preferences.update({ keywords });
      this.saved.set(true);
    });
  }
}
