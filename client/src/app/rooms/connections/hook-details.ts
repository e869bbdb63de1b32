import { Component, computed, inject, input, linkedSignal, output, resource, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { ChangeHook, Hook, HookTest, MadeHook } from '@api/integrations/hooks/hooks.dto.ts';
import { limits } from '@api/shared/limits.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { Texts } from '../../i18n/texts.ts';
import { Dates } from '../../ui/dates.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { LoadFailure } from '../../ui/feedback/load-failure.ts';
import { SwitchField } from '../../ui/fields/switch-field.ts';
import { TextField } from '../../ui/fields/text-field.ts';
import { Submission } from '../../ui/submission.ts';
import { HooksApi } from './hooks-api.ts';

/** What can be changed about a hook, how it was called of late, and its end. */
@Component({
  selector: 'parley-hook-details',
  imports: [LoadFailure, MatButton, SwitchField, TextField],
  templateUrl: './hook-details.html',
  styleUrl: './hook-details.scss',
})
export class HookDetails {
  private readonly hooks = inject(HooksApi);
  private readonly dialog = inject(MatDialog);
  private readonly dates = inject(Dates);
  protected readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;
  protected readonly maxLength = limits.displayName;
  protected readonly maxSecret = limits.hookSigningSecret;

  readonly hook = input.required<Hook>();
  readonly changed = output<Hook>();
  readonly rotated = output<MadeHook>();
  readonly removed = output();

  protected readonly name = linkedSignal(computed(() => this.hook().name));
  /** A new secret that GitHub signs with. The server tells of the one before only that it is there. */
  protected readonly githubSecret = signal('');
  protected readonly tested = signal<HookTest | null>(null);
  private readonly submission = new Submission(() => this.name() + this.githubSecret());
  protected readonly busy = this.submission.busy;
  protected readonly failure = this.submission.failure;
  protected readonly isRenamed = computed(() => this.name().trim() !== '' && this.name().trim() !== this.hook().name);
  protected readonly found = resource({
    params: () => this.hook().id,
    loader: ({ params }) => this.hooks.calls(params),
  });
  protected readonly calls = computed(() =>
    (this.found.hasValue() ? this.found.value() : []).map(({ at, word, status }) =>
      this.t('connections.call', { time: this.dates.moment(at), word, status }),
    ),
  );

  protected change(change: ChangeHook): Promise<void> {
    return this.submission.run(async () => this.changed.emit(await this.hooks.change(this.hook().id, change)));
  }

  protected async rename(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isRenamed()) await this.change({ name: this.name().trim() });
  }

  protected async keepSecret(event: Event): Promise<void> {
    event.preventDefault();
    const githubSecret = this.githubSecret();
    if (!githubSecret) return;
    await this.submission.run(async () => {
      this.changed.emit(await this.hooks.change(this.hook().id, { githubSecret }));
      this.githubSecret.set('');
    });
  }

  protected test(): Promise<void> {
    this.tested.set(null);
    return this.submission.run(async () => {
      this.tested.set(await this.hooks.test(this.hook().id));
      this.found.reload();
    });
  }

  protected async rotate(): Promise<void> {
    const question = {
      title: this.t('connections.rotate-title', { name: this.hook().name }),
      text: this.t('connections.rotate-text'),
      action: this.t('connections.rotate'),
      harmless: true,
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => this.rotated.emit(await this.hooks.rotate(this.hook().id)));
  }

  protected async remove(): Promise<void> {
    const question = {
      title: this.t('connections.delete-title', { name: this.hook().name }),
      text: this.t('connections.delete-text'),
      action: this.t('connections.delete'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => {
      await this.hooks.remove(this.hook().id);
      this.removed.emit();
    });
  }
}
