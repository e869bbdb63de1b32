import { Clipboard } from '@angular/cdk/clipboard';
import { Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { Texts } from '../../i18n/texts.ts';
import { SwitchField } from '../../ui/fields/switch-field.ts';
import { saveFile } from '../../ui/save-file.ts';

/** Shows recovery codes, which the server does not tell again. It closes once the reader says that they are kept. */
@Component({
  selector: 'parley-recovery-codes-dialog',
  imports: [MatButton, MatDialogModule, SwitchField],
  template: `
    <h2 mat-dialog-title>{{ t('recovery.title') }}</h2>
    <mat-dialog-content>
      <p>{{ t('recovery.text') }}</p>
      <ul dir="ltr" [attr.aria-label]="t('recovery.title')">
        @for (code of codes; track code) {
          <li>
            <code>{{ code }}</code>
          </li>
        }
      </ul>
      <div class="ways">
        <button matButton="outlined" type="button" (click)="copy()">
          {{ t(isCopied() ? 'invite.copied' : 'recovery.copy') }}
        </button>
        <button matButton="outlined" type="button" (click)="save()">{{ t('recovery.save') }}</button>
        <button matButton="outlined" type="button" (click)="print()">{{ t('recovery.print') }}</button>
      </div>
      <parley-switch-field [label]="t('recovery.kept')" [on]="isKept()" (toggled)="isKept.set($event)" />
      <span class="visually-hidden" role="status">{{ isCopied() ? t('invite.copied') : '' }}</span>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton="filled" type="button" mat-dialog-close [disabled]="!isKept()" disabledInteractive>
        {{ t('recovery.done') }}
      </button>
    </mat-dialog-actions>
  `,
  styles: `
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr));
      gap: 0.375rem 1.5rem;
      margin: 1rem 0;
      padding: 0;
      list-style: none;
    }
    code {
      font-size: 0.875rem;
      overflow-wrap: anywhere;
    }
    p {
      margin: 0;
    }
    .ways {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem;
      margin-bottom: 0.5rem;
    }
    @media print {
      .ways,
      parley-switch-field,
      mat-dialog-actions {
        display: none;
      }
    }
  `,
})
export class RecoveryCodesDialog {
  private readonly clipboard = inject(Clipboard);
  protected readonly codes = inject<string[]>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
  protected readonly isCopied = signal(false);
  protected readonly isKept = signal(false);

  private get lines(): string {
    return `${this.codes.join('\n')}\n`;
  }

  protected copy(): void {
    this.isCopied.set(this.clipboard.copy(this.lines));
  }

  protected save(): void {
    const head = `${this.t('recovery.title')} – Parley, ${location.host}\n\n`;
    saveFile(new Blob([head, this.lines], { type: 'text/plain' }), 'parley-recovery-codes.txt');
  }

  protected print(): void {
    print();
  }
}
