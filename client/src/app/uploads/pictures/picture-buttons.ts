import { Component, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.ts';
import { SquarePicture } from './square-picture.ts';

/** The buttons that choose, change and remove a square picture, with what went wrong. */
@Component({
  selector: 'parley-picture-buttons',
  imports: [Icon, MatButton],
  template: `
    <input #file hidden type="file" accept="image/png,image/jpeg,image/gif,image/webp" (change)="choose(file)" />
    <button
      matButton="tonal"
      type="button"
      [attr.aria-describedby]="describedBy()"
      [disabled]="busy()"
      disabledInteractive
      (click)="file.click()"
    >
      <span class="item">
        <parley-icon name="image" />{{ t(busy() ? 'avatar.busy' : url() ? 'avatar.change' : 'avatar.choose') }}
      </span>
    </button>
    @if (url() && !busy()) {
      <button matButton type="button" (click)="run(null)">{{ t('avatar.remove') }}</button>
    }
    @if (problem()) {
      <p class="problem" role="alert">{{ problem() }}</p>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
    }
    .item {
      display: inline-flex;
      align-items: center;
      gap: 0.5rem;
    }
    .problem {
      flex-basis: 100%;
      color: var(--mat-sys-error);
    }
  `,
})
export class PictureButtons {
  private readonly squares = inject(SquarePicture);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  /** Of the present picture; null for none. */
  readonly url = input.required<string | null>();
  /** Stores another picture, or removes it (null). */
  readonly change = input.required<(picture: File | null) => Promise<void>>();
  /** The ids of what describes the picture. */
  readonly describedBy = input<string>();
  protected readonly busy = signal(false);
  protected readonly problem = signal<string | null>(null);

  protected async choose(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = ''; // the same file may be chosen again
    if (!file) return;
    this.problem.set(null);
    const { square, problem } = await this.squares.cutFrom(file);
    if (problem) this.problem.set(this.problems.byCode(problem));
    if (square) await this.run(square);
  }

  protected async run(picture: File | null): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      await this.change()(picture);
    } catch (error) {
      this.problem.set(this.problems.of(error));
    } finally {
      this.busy.set(false);
    }
  }
}
