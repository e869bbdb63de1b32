import { Component, computed, inject, input, linkedSignal, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Command, NewCommand } from '@api/integrations/commands/commands.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import type { Submission } from '../../ui/submission.ts';

export type GivenCommand = Required<Pick<NewCommand, 'name' | 'url' | 'hint' | 'description'>>;

const FIELDS = ['name', 'url', 'hint', 'description'] as const;

/** What a slash command is called, what people are told about it, and where its service is asked. */
@Component({
  selector: 'parley-command-form',
  imports: [MatButton, TextField],
  template: `
    <form novalidate (submit)="give($event)">
      <parley-text-field
        [label]="t('commands.name')"
        [hint]="t('commands.name-hint')"
        [maxLength]="limits.commandName"
        [problem]="problemOf('name')"
        [(value)]="name"
      />
      <parley-text-field
        inputMode="text"
        [label]="t('commands.url')"
        [hint]="t('commands.url-hint')"
        [problem]="problemOf('url')"
        [(value)]="url"
      />
      <parley-text-field
        [label]="t('commands.description')"
        [maxLength]="limits.commandDescription"
        [problem]="problemOf('description')"
        [(value)]="description"
      />
      <parley-text-field
        [label]="t('commands.hint')"
        [hint]="t('commands.hint-hint')"
        [maxLength]="limits.commandHint"
        [problem]="problemOf('hint')"
        [(value)]="hint"
      />
      @if (submission().failure() && !isAtField()) {
        <p class="problem" role="alert">{{ problems.of(submission().failure()) }}</p>
      }
      <div class="acts">
        <button matButton="tonal" type="submit" [disabled]="submission().busy()" disabledInteractive>
          {{ action() }}
        </button>
        <button matButton type="button" (click)="cancelled.emit()">{{ t('cancel') }}</button>
      </div>
    </form>
  `,
  styles: `
    @use '../../ui/mixins';

    form {
      display: flex;
      flex-direction: column;
      gap: 0.75rem;
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
    .problem {
      @include mixins.error-text;
      margin: 0;
    }
  `,
})
export class CommandForm {
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly limits = limits;

  /** What is there already, when it is changed. */
  readonly command = input<Command | null>(null);
  readonly action = input.required<string>();
  readonly submission = input.required<Submission>();
  readonly given = output<GivenCommand>();
  readonly cancelled = output();

  protected readonly name = linkedSignal(computed(() => this.command()?.name ?? ''));
  protected readonly url = linkedSignal(computed(() => this.command()?.url ?? ''));
  protected readonly hint = linkedSignal(computed(() => this.command()?.hint ?? ''));
  protected readonly description = linkedSignal(computed(() => this.command()?.description ?? ''));
  private readonly tried = signal(false);
  protected readonly isAtField = computed(() => FIELDS.some((field) => this.problemOf(field) !== null));

  protected problemOf(field: (typeof FIELDS)[number]): string | null {
    const isNeeded = field === 'name' || field === 'url';
    if (this.tried() && isNeeded && !this[field]().trim()) return this.t('field.required');
    return this.problems.ofField(this.submission().failure(), field);
  }

  protected give(event: Event): void {
    event.preventDefault();
    this.tried.set(true);
    const [name, url] = [this.name().trim().replace(/^\//, ''), this.url().trim()];
    if (name && url) this.given.emit({ name, url, hint: this.hint().trim(), description: this.description().trim() });
  }
}
