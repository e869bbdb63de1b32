import { Clipboard } from '@angular/cdk/clipboard';
import { afterNextRender, Component, type ElementRef, inject, input, output, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { Message } from '@api/timeline/message.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { MAX_SELECTED, MessageSelection } from '../message-list/row/message-selection.ts';
import { personName } from '../users/person-name.ts';
import { Dates } from '../ui/dates.ts';
import { MessageCommands } from './message-commands.ts';

/** In the place of the composer: how many messages are selected, and what can be done with them. */
@Component({
  selector: 'parley-selection-bar',
  imports: [MatButton],
  templateUrl: './selection-bar.html',
  styleUrl: './selection-bar.scss',
  host: { '(document:keydown.escape)': 'onEscape($event)' },
})
export class SelectionBar {
  private readonly commands = inject(MessageCommands);
  private readonly clipboard = inject(Clipboard);
  private readonly snackBar = inject(MatSnackBar);
  private readonly dates = inject(Dates);
  private readonly dialogs = inject(MatDialog);
  protected readonly selection = inject(MessageSelection);
  protected readonly texts = inject(Texts);
  protected readonly t = this.texts.t;
  protected readonly maxSelected = MAX_SELECTED;

  /** The loaded messages of the room. */
  readonly loaded = input.required<readonly Message[]>();
  readonly finished = output();

  private readonly bar = viewChild.required<ElementRef<HTMLElement>>('bar');

  constructor() {
    // The button of the menu that the first message was selected in is gone: the focus, where it was there, comes here.
    afterNextRender(() => document.activeElement === document.body && this.focusFirst());
  }

  /** Focuses the first button that can be pressed. */
  focusFirst(): void {
    this.bar().nativeElement.querySelector<HTMLElement>('button:not([disabled])')?.focus();
  }

  protected onEscape(event: Event): void {
    if (event.defaultPrevented || this.dialogs.openDialogs.length > 0) return;
    event.preventDefault();
    this.finished.emit();
  }

  protected async forward(): Promise<void> {
    if (await this.commands.forward(this.selection.messages(this.loaded()))) this.finished.emit();
  }

  /** With the name and the time before each, as one would quote a conversation. */
  protected copy(): void {
    const lines = this.selection
      .messages(this.loaded())
      .map(
        ({ author, createdAt, body }) =>
          `${author ? personName(author) : this.t('somebody')}, ${this.dates.full(createdAt)}\n${body}`,
      );
    const copied = this.clipboard.copy(lines.join('\n\n'));
    this.snackBar.open(this.t(copied ? 'message.copied' : 'message.not-copied'), undefined, { duration: 3000 });
    if (copied) this.finished.emit();
  }
}
