import { computed, inject, type Signal, signal } from '@angular/core';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import type { FieldError } from './account-validation.ts';

/**
 * What is wrong with the fields of a form: from the first attempt on what the browser finds, then what the server has
 * refused. Needs an injection context.
 */
export class FormProblems<Field extends string> {
  private readonly problems = inject(ProblemTexts);
  private readonly t = inject(Texts).t;
  private readonly tried = signal(false);

  /** The field that the last refusal is about; null for the whole form. */
  private readonly refusedField = computed<Field | null>(() => {
    const failure = this.failure();
    if (!(failure instanceof ApiProblem)) return null;
    const fields = Object.keys(this.faults()) as Field[];
    return this.fieldOfCode[failure.code] ?? fields.find((field) => failure.fields[field]) ?? null;
  });
  /** Why the whole form was refused. */
  readonly ofForm = computed(() => (this.failure() && !this.refusedField() ? this.problems.of(this.failure()) : null));

  /**
   * @param faults what the browser finds, by field
   * @param failure of the last attempt
   * @param fieldOfCode the fields of refusals that name none, by their codes
   */
  constructor(
    private readonly faults: Signal<Record<Field, FieldError | null>>,
    private readonly failure: () => unknown,
    private readonly fieldOfCode: Partial<Record<string, Field>> = {},
  ) {}

  /** Whether the form may be submitted; what is missing is shown from now on. */
  check(): boolean {
    this.tried.set(true);
    return Object.values(this.faults()).every((fault) => fault === null);
  }

  of(field: Field): string | null {
    const fault = this.faults()[field];
    if (this.tried() && fault) return this.t(fault.key, fault.params);
    const refusal = this.refusedField() === field ? this.problems.of(this.failure()) : null;
    return this.problems.ofField(this.failure(), field) ?? refusal;
  }
}
