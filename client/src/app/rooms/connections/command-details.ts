import { Component, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { ChangeCommand, Command } from '@api/integrations/commands/commands.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { confirmed } from '../../ui/feedback/confirm-dialog.ts';
import { SwitchField } from '../../ui/fields/switch-field.ts';
import { Submission } from '../../ui/submission.ts';
import { CommandForm } from './command-form.ts';
import { CommandsApi } from './commands-api.ts';

/** What can be changed about a slash command, and its end. */
@Component({
  selector: 'parley-command-details',
  imports: [CommandForm, MatButton, SwitchField],
  template: `
    <parley-switch-field
      [label]="t('commands.on')"
      [on]="command().disabledAt === null"
      (toggled)="change({ disabled: !$event })"
    />
    <parley-command-form
      [command]="command()"
      [action]="t('commands.save')"
      [submission]="submission"
      (given)="change($event)"
      (cancelled)="closed.emit()"
    />
    <div class="acts">
      <button matButton type="button" [disabled]="submission.busy()" disabledInteractive (click)="rotate()">
        {{ t('commands.rotate') }}
      </button>
      <button matButton class="end" type="button" [disabled]="submission.busy()" disabledInteractive (click)="remove()">
        {{ t('commands.delete') }}
      </button>
    </div>
  `,
  styleUrl: './hook-details.scss',
})
export class CommandDetails {
  private readonly api = inject(CommandsApi);
  private readonly dialog = inject(MatDialog);
  protected readonly t = inject(Texts).t;

  readonly command = input.required<Command>();
  readonly changed = output<Command>();
  /** Emits the new secret. */
  readonly rotated = output<string>();
  readonly removed = output();
  readonly closed = output();
  protected readonly submission = new Submission();

  protected change(change: ChangeCommand): Promise<void> {
    return this.submission.run(async () => this.changed.emit(await this.api.change(this.command().id, change)));
  }

  protected async rotate(): Promise<void> {
    const question = {
      title: this.t('commands.rotate-title', { name: this.command().name }),
      text: this.t('commands.rotate-text'),
      action: this.t('commands.rotate'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => this.rotated.emit(await this.api.rotate(this.command().id)));
  }

  protected async remove(): Promise<void> {
    const question = {
      title: this.t('commands.delete-title', { name: this.command().name }),
      text: this.t('commands.delete-text'),
      action: this.t('commands.delete'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.submission.run(async () => {
      await this.api.remove(this.command().id);
      this.removed.emit();
    });
  }
}
