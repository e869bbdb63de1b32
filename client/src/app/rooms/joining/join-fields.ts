import { afterRenderEffect, Component, computed, inject, input, linkedSignal, model, viewChild } from '@angular/core';
import { ApiProblem } from '../../api/api-problem.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Texts } from '../../i18n/texts.ts';

/** A room's code and, once the room has asked for it, its password: each with the reason why it was refused. */
@Component({
  selector: 'parley-join-fields',
  imports: [TextField],
  template: `
    @if (fixed()) {
      @if (codeProblem(); as text) {
        <p class="problem" role="alert">{{ text }}</p>
      }
    } @else {
      <parley-text-field
        variant="code"
        [label]="t('rooms.code')"
        [hint]="t('rooms.code-hint')"
        [clean]="upperCase"
        [maxLength]="32"
        [problem]="codeProblem()"
        [(value)]="code"
      />
    }
    @if (asksPassword()) {
      <parley-text-field
        #passwordField
        type="password"
        [label]="t('rooms.password')"
        [hint]="t('rooms.password-hint')"
        [problem]="passwordProblem()"
        [(value)]="password"
      />
    }
  `,
  styles: `
    @use '../../ui/mixins';
    .problem {
      @include mixins.error-text;
    }
    :host {
      display: flex;
      flex-direction: column;
      gap: 1rem;
    }
    :host(:empty) {
      display: none;
    }
  `,
})
export class JoinFields {
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  readonly code = model.required<string>();
  /** Whether the code came by a link: it is not shown, since there is nothing to change. */
  readonly fixed = input(false);
  /** Whether the room is known to ask for a password. */
  readonly passwordProtected = input(false);
  readonly password = model.required<string>();
  /** Why joining was refused; the parent clears it when the input changes. */
  readonly failure = input.required<unknown>();
  /** Whether the form was submitted. */
  readonly submitted = input(false);

  private readonly wrongPassword = computed(() => {
    const failure = this.failure();
    return failure instanceof ApiProblem && failure.code === 'wrong_room_password';
  });
  /** Stays true until the code changes. */
  protected readonly asksPassword = computed(() => this.passwordProtected() || this.askedBefore());
  private readonly askedBefore = linkedSignal<{ code: string; wrong: boolean }, boolean>({
    source: computed(() => ({ code: this.code(), wrong: this.wrongPassword() })),
    computation: (now, before) => now.wrong || (before?.value === true && before.source.code === now.code),
  });
  private readonly reason = computed(() => (this.failure() ? this.problems.of(this.failure()) : null));
  protected readonly codeProblem = computed(() => {
    if (this.submitted() && !this.code()) return this.t('field.required');
    return this.wrongPassword() ? null : this.reason();
  });
  protected readonly passwordProblem = computed(() => (this.wrongPassword() && this.password() ? this.reason() : null));
  protected readonly upperCase = (text: string) => text.toUpperCase().replace(/\s/g, '');
  private readonly passwordField = viewChild<TextField>('passwordField');

  constructor() {
    // The field appears after the answer of the room: focusing it announces it.
    afterRenderEffect(() => {
      if (this.askedBefore()) this.passwordField()?.focus();
    });
  }
}
