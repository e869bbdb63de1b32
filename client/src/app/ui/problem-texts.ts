import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { ApiProblem, type FailureCode } from '../api/api-problem.ts';
import { Texts } from './texts.ts';

/** What went wrong, in the reader's language. */
@Injectable({ providedIn: 'root' })
export class ProblemTexts {
  private readonly texts = inject(Texts);
  private readonly snackBar = inject(MatSnackBar);

  readonly of = (error: unknown): string => this.byCode(error instanceof ApiProblem ? error.code : 'internal_error');

  /** The template type makes a problem code without a text an error of the compiler. */
  readonly byCode = (code: FailureCode): string => this.texts.t(`problem.${code}`);

  /** The server's reasons for one field of a refused request. */
  readonly ofField = (error: unknown, field: string): string | null =>
    (error instanceof ApiProblem && error.fields[field]?.join(', ')) || null;

  /** For what has no place of its own on the page. */
  show(error: unknown): void {
    this.snackBar.open(this.of(error), this.texts.t('close'), { duration: 8000 });
  }
}
