import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { CustomEmoji } from '@api/emoji/emoji.dto.ts';
import { EMOJI_NAME } from '@api/shared/emoji-names.ts';
import { ProblemTexts } from '../../api/problem-texts.ts';
import { CustomEmojiStore } from '../../custom-emoji/custom-emoji-store.ts';
import { EmojiNameField } from '../../emoji/emoji-name-field.ts';
import { Texts } from '../../i18n/texts.ts';
import { Submission } from '../../ui/submission.ts';

export interface EmojiNaming {
  readonly emoji: CustomEmoji;
  readonly kind: 'rename' | 'alias';
}

/** Gives an emoji another name, or one more. Closes with the emoji. */
@Component({
  selector: 'parley-emoji-name-dialog',
  imports: [EmojiNameField, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t(isRename ? 'emoji.rename' : 'emoji.alias') }}</h2>
    <mat-dialog-content>
      <form id="name-emoji" novalidate (submit)="save($event)">
        <p>{{ t(isRename ? 'emoji.rename-text' : 'emoji.alias-text', { name: ':' + data.emoji.name + ':' }) }}</p>
        <parley-emoji-name-field [tried]="tried()" [failure]="submission.failure()" [(name)]="name" />
        @if (problem(); as why) {
          <p class="problem" role="alert">{{ why }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="name-emoji" [disabled]="submission.busy()" disabledInteractive>
        {{ t('settings.save') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: '../../rooms/dialog-form.scss',
})
export class EmojiNameDialog {
  private readonly custom = inject(CustomEmojiStore);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<EmojiNameDialog, CustomEmoji>>(MatDialogRef);
  protected readonly data = inject<EmojiNaming>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
  protected readonly isRename = this.data.kind === 'rename';
  protected readonly name = signal(this.isRename ? this.data.emoji.name : '');
  protected readonly tried = signal(false);
  protected readonly submission = new Submission(this.name);

  protected readonly problem = computed(() => {
    const failure = this.submission.failure();
    return failure && !this.problems.ofField(failure, 'name') ? this.problems.of(failure) : null;
  });

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    if (!EMOJI_NAME.test(this.name())) return;
    const changes = this.isRename ? { name: this.name() } : { alias: this.name() };
    await this.submission.run(async () => this.dialog.close(await this.custom.change(this.data.emoji.name, changes)));
  }
}
