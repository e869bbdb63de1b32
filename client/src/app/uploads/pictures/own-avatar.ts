import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Me } from '@api/users/users.dto.ts';
import { Api } from '../../api/api.ts';
import { Session } from '../../auth/session.ts';
import { Icon } from '../../ui/icon.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { SquarePicture } from './square-picture.ts';

/** Sets, changes and removes the avatar of the signed-in person. */
@Component({
  selector: 'parley-own-avatar',
  imports: [Icon, MatButton],
  template: `
    <input #file hidden type="file" accept="image/png,image/jpeg,image/gif,image/webp" (change)="choose(file)" />
    <button matButton="tonal" type="button" [disabled]="busy()" disabledInteractive (click)="file.click()">
      <span class="item">
        <parley-icon name="image" />
        {{ t(busy() ? 'avatar.busy' : session.me()?.avatarUrl ? 'avatar.change' : 'avatar.choose') }}
      </span>
    </button>
    @if (session.me()?.avatarUrl && !busy()) {
      <button matButton type="button" (click)="remove()">{{ t('avatar.remove') }}</button>
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
export class OwnAvatar {
  private readonly api = inject(Api);
  private readonly squares = inject(SquarePicture);
  private readonly problems = inject(ProblemTexts);
  protected readonly session = inject(Session);
  protected readonly t = inject(Texts).t;
  protected readonly busy = signal(false);
  protected readonly problem = signal<string | null>(null);

  protected async choose(input: HTMLInputElement): Promise<void> {
    const [file] = input.files ?? [];
    input.value = ''; // the same file may be chosen again
    if (!file) return;
    this.problem.set(null);
    const { square, problem } = await this.squares.cutFrom(file);
    if (problem) this.problem.set(this.problems.byCode(problem));
    if (square) await this.change(() => this.send(square));
  }

  protected async remove(): Promise<void> {
    await this.change(async () => {
      await this.api.delete('/users/me/avatar');
      const me = this.session.me();
      if (me) this.session.update({ ...me, avatarUrl: null });
    });
  }

  private async send(square: File): Promise<void> {
    const form = new FormData();
    form.append('file', square);
    this.session.update(await this.api.put<Me>('/users/me/avatar', form));
  }

  private async change(how: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    try {
      await how();
    } catch (error) {
      this.problem.set(this.problems.of(error));
    } finally {
      this.busy.set(false);
    }
  }
}
