import { Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Texts } from '../../i18n/texts.ts';
import { DraftSync } from './draft-sync.ts';
import { MentionNames } from '../suggestions/mention-names.ts';

const UNDO_MS = 10_000;

/** Words of another device that stand beside those in the field, and what can be done with them. */
@Component({
  selector: 'parley-other-draft',
  imports: [MatButton],
  template: `
    @if (other(); as other) {
      <div class="other" role="group" [attr.aria-label]="t('draft.other')">
        <span class="said" role="status">
          <b>{{ t('draft.other') }}</b>&ngsp;<span dir="auto">{{ words() }}</span>
        </span>
        <button matButton type="button" (click)="take()">{{ t('draft.take') }}</button>
        <button matButton type="button" (click)="sync.keepOwn(draftKey(), other)">{{ t('draft.keep') }}</button>
      </div>
    }
  `,
  styles: `
    .other {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 0.5rem;
      margin-bottom: 0.5rem;
      padding: 0.25rem 0.5rem 0.25rem 0.875rem;
      font-size: 0.875rem;
      color: var(--mat-sys-on-secondary-container);
      background: var(--mat-sys-secondary-container);
      border-radius: var(--parley-radius);
    }
    .said {
      flex: 1 1 12rem;
      display: -webkit-box;
      min-width: 0;
      overflow: hidden;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 3;
      overflow-wrap: anywhere;
    }
    button {
      color: inherit;
    }
    @media (pointer: coarse) {
      button {
        min-height: 2.75rem;
      }
    }
  `,
})
export class OtherDraft {
  protected readonly sync = inject(DraftSync);
  private readonly mentions = inject(MentionNames);
  private readonly snackBar = inject(MatSnackBar);
  protected readonly t = inject(Texts).t;
  readonly draftKey = input.required<string>();

  protected readonly other = computed(() => this.sync.other(this.draftKey()));
  protected readonly words = computed(() => this.mentions.toDisplayNames(this.other()?.body ?? ''));

  /** The words that were in the field come back with Undo. */
  protected async take(): Promise<void> {
    const [key, other] = [this.draftKey(), this.other()];
    if (!other) return;
    const undo = await this.sync.takeOther(key, other);
    this.snackBar
      .open(this.t('draft.taken'), this.t('undo'), { duration: UNDO_MS })
      .onAction()
      .subscribe(() => undo());
  }
}
