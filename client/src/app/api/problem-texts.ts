import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { FieldProblems } from '@api/common/problem.ts';
import { ApiProblem, type FailureCode } from './api-problem.ts';
import { FIELD_REASON_PATTERNS, FIELD_REASON_TEXTS } from './field-reasons.ts';
import { Texts } from '../i18n/texts.ts';

const SHOWN_MS = 8000;

/** The texts of problems, in the reader's language. */
@Injectable({ providedIn: 'root' })
export class ProblemTexts {
  private readonly texts = inject(Texts);
  private readonly snackBar = inject(MatSnackBar);

  readonly of = (error: unknown): string =>
    error instanceof ApiProblem ? this.byCode(error.code, error.message, error.fields) : this.byCode('internal_error');

  /**
   * Says why an input is not valid where this client has words for it. Falls back to the server's own text for a code
   * that this client does not know.
   */
  readonly byCode = (code: FailureCode, serverText?: string, fields: FieldProblems = {}): string => {
    const reason = code === 'invalid_input' && Object.values(fields).flat().map(this.known).find(Boolean);
    if (reason) return reason;
    const key = `problem.${code}`;
    return this.texts.has(key) ? this.texts.t(key) : serverText || this.texts.t('problem.internal_error');
  };

  /** The server's reasons for a field of a refused request, in its own text where the client has none. */
  readonly ofField = (error: unknown, field: string): string | null =>
    (error instanceof ApiProblem && error.fields[field]?.map(this.reason).join(', ')) || null;

  private readonly reason = (serverText: string): string => this.known(serverText) ?? serverText;

  private readonly known = (serverText: string): string | null => {
    const key = FIELD_REASON_TEXTS[serverText];
    if (key) return this.texts.t(key);
    for (const [pattern, text] of FIELD_REASON_PATTERNS) {
      const found = pattern.exec(serverText);
      if (found) return this.texts.t(text, found.groups);
    }
    return null;
  };

  /** Shows a problem in a snack bar, where the page does not show it itself. */
  show(error: unknown): void {
    this.snackBar.open(this.of(error), this.texts.t('close'), { duration: SHOWN_MS });
  }
}
