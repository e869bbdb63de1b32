import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ApiProblem, type FailureCode } from './api-problem.ts';
import { FIELD_REASON_TEXTS } from './field-reasons.ts';
import { Texts } from '../i18n/texts.ts';

/** What went wrong, in the reader's language. */
@Injectable({ providedIn: 'root' })
export class ProblemTexts {
  private readonly texts = inject(Texts);
  private readonly snackBar = inject(MatSnackBar);

  readonly of = (error: unknown): string =>
    error instanceof ApiProblem ? this.byCode(error.code, error.message) : this.byCode('internal_error');

  /** The server's own words stand in for a code that this client does not know yet. */
  readonly byCode = (code: FailureCode, words?: string): string => {
    const key = `problem.${code}`;
    return this.texts.has(key) ? this.texts.t(key) : words || this.texts.t('problem.internal_error');
  };

  /** The server's reasons for one field of a refused request, in its own words where we know no others. */
  readonly ofField = (error: unknown, field: string): string | null =>
    (error instanceof ApiProblem && error.fields[field]?.map(this.reason).join(', ')) || null;

  private readonly reason = (words: string): string => {
    const key = FIELD_REASON_TEXTS[words];
    return key ? this.texts.t(key) : words;
  };

  /** For what has no place of its own on the page. */
  show(error: unknown): void {
    this.snackBar.open(this.of(error), this.texts.t('close'), { duration: 8000 });
  }
}
