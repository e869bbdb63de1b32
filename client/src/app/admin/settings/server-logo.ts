import { Component, inject, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Settings } from '@api/settings/settings.dto.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Icon } from '../../ui/icon.ts';
import { SquarePicture } from '../../uploads/pictures/square-picture.ts';
import { SettingsAdminApi } from './settings-admin-api.ts';

/** Sets, changes and removes the picture of the server. */
@Component({
  selector: 'parley-server-logo',
  imports: [Icon, MatButton],
  template: `
    <img [src]="url() ?? 'logo.svg'" alt="" width="64" height="64" />
    <div class="words">
      <span class="label" id="logo-label">{{ t('setting.logo') }}</span>
      <small id="logo-text">{{ t('setting.logo-text') }}</small>
      <span class="buttons">
        <input #file hidden type="file" accept="image/png,image/jpeg,image/gif,image/webp" (change)="choose(file)" />
        <button
          matButton="tonal"
          type="button"
          aria-describedby="logo-label logo-text"
          [disabled]="busy()"
          disabledInteractive
          (click)="file.click()"
        >
          <span class="item">
            <parley-icon name="image" />{{ t(busy() ? 'avatar.busy' : url() ? 'avatar.change' : 'avatar.choose') }}
          </span>
        </button>
        @if (url() && !busy()) {
          <button matButton type="button" (click)="remove()">{{ t('avatar.remove') }}</button>
        }
      </span>
      @if (problem()) {
        <p class="problem" role="alert">{{ problem() }}</p>
      }
    </div>
  `,
  styles: `
    :host {
      display: flex;
      align-items: flex-start;
      gap: 1rem;
    }
    img {
      flex: none;
      border-radius: var(--parley-radius);
    }
    .words {
      display: grid;
      gap: 0.375rem;
      min-width: 0;
    }
    .label {
      font-size: 0.875rem;
      font-weight: 550;
    }
    small {
      font-size: 0.8125rem;
      color: var(--mat-sys-on-surface-variant);
    }
    .buttons {
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
      color: var(--mat-sys-error);
    }
  `,
})
export class ServerLogo {
  private readonly api = inject(SettingsAdminApi);
  private readonly squares = inject(SquarePicture);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  readonly url = input.required<string | null>();
  readonly saved = output<Settings>();
  protected readonly busy = signal(false);
  protected readonly problem = signal<string | null>(null);

  protected async choose(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = ''; // the same file may be chosen again
    if (!file) return;
    this.problem.set(null);
    const { square, problem } = await this.squares.cutFrom(file);
    if (problem) this.problem.set(this.problems.byCode(problem));
    if (square) await this.change(() => this.api.changeLogo(square));
  }

  protected remove(): Promise<void> {
    return this.change(() => this.api.removeLogo());
  }

  private async change(how: () => Promise<Settings>): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      this.saved.emit(await how());
    } catch (error) {
      this.problem.set(this.problems.of(error));
    } finally {
      this.busy.set(false);
    }
  }
}
