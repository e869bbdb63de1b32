import { Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { CustomEmoji } from '@api/emoji/emoji.dto.ts';
import { EMOJI_NAME } from '@api/shared/emoji-names.ts';
import { ProblemTexts } from '../api/problem-texts.ts';
import { CustomEmojiStore } from '../custom-emoji/custom-emoji-store.ts';
import { Texts } from '../i18n/texts.ts';
import { Icon } from '../ui/icon.ts';
import { Submission } from '../ui/submission.ts';
import { EmojiNameField } from './emoji-name-field.ts';
import { emojiNameFrom } from './emoji-names.ts';

/** Adds an emoji to the server: a picture and a name. Closes with the emoji. */
@Component({
  selector: 'parley-add-emoji-dialog',
  imports: [EmojiNameField, Icon, MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('emoji.add') }}</h2>
    <mat-dialog-content>
      <form id="add-emoji" novalidate (submit)="save($event)">
        <div class="picture">
          @if (preview(); as url) {
            <img alt="" [src]="url" />
          }
          <input #file hidden type="file" accept="image/png,image/jpeg,image/gif,image/webp" (change)="take(file)" />
          <button matButton="tonal" type="button" aria-describedby="emoji-rule" (click)="file.click()">
            <span class="item"><parley-icon name="image" />{{ t('emoji.picture') }}</span>
          </button>
        </div>
        <p class="aside" id="emoji-rule">{{ t('emoji.picture-rule') }}</p>
        <parley-emoji-name-field [tried]="tried()" [failure]="submission.failure()" [(name)]="name" />
        @if (problem(); as why) {
          <p class="problem" role="alert">{{ why }}</p>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton type="button" mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" type="submit" form="add-emoji" [disabled]="submission.busy()" disabledInteractive>
        {{ t('emoji.do-add') }}
      </button>
    </mat-dialog-actions>
  `,
  styleUrl: './add-emoji-dialog.scss',
})
export class AddEmojiDialog {
  private readonly custom = inject(CustomEmojiStore);
  private readonly problems = inject(ProblemTexts);
  private readonly dialog = inject<MatDialogRef<AddEmojiDialog, CustomEmoji>>(MatDialogRef);
  protected readonly t = inject(Texts).t;
  protected readonly name = signal('');
  private readonly picture = signal<File | null>(null);
  protected readonly preview = signal<string | null>(null);
  protected readonly tried = signal(false);
  protected readonly submission = new Submission(() => [this.name(), this.picture()]);

  protected readonly problem = computed(() => {
    if (this.tried() && !this.picture()) return this.t('emoji.no-picture');
    const failure = this.submission.failure();
    return failure && !this.problems.ofField(failure, 'name') ? this.problems.of(failure) : null;
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.showPreview(null));
  }

  protected take(input: HTMLInputElement): void {
    const [file] = input.files ?? [];
    input.value = ''; // the same file may be chosen again
    if (!file) return;
    this.picture.set(file);
    this.showPreview(file);
    if (!this.name()) this.name.set(emojiNameFrom(file.name));
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    this.tried.set(true);
    const picture = this.picture();
    if (!picture || !EMOJI_NAME.test(this.name())) return;
    await this.submission.run(async () => this.dialog.close(await this.custom.add(this.name(), picture)));
  }

  private showPreview(file: File | null): void {
    const before = this.preview();
    if (before) URL.revokeObjectURL(before);
    this.preview.set(file && URL.createObjectURL(file));
  }
}
