import { afterRenderEffect, Component, DestroyRef, type ElementRef, inject, signal, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Texts } from '../../i18n/texts.ts';
import { cropped, dragged } from './crop.ts';

const WINDOW_PX = 280;
const RESULT_PX = 512;
const STEP_PX = 12;
const ARROWS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: STEP_PX, y: 0 },
  ArrowRight: { x: -STEP_PX, y: 0 },
  ArrowUp: { x: 0, y: STEP_PX },
  ArrowDown: { x: 0, y: -STEP_PX },
};

/** Crops a picture to a square. Closes with a PNG of 512 × 512 pixels, or with nothing. */
@Component({
  selector: 'parley-avatar-dialog',
  imports: [MatButton, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ t('avatar.title') }}</h2>
    <mat-dialog-content>
      <canvas
        #canvas
        tabindex="0"
        role="img"
        [attr.width]="window * 2"
        [attr.height]="window * 2"
        [attr.aria-label]="t('avatar.move')"
        (pointerdown)="grab($event)"
        (pointermove)="drag($event)"
        (keydown)="nudge($event)"
      ></canvas>
      <label>
        {{ t('avatar.zoom') }}
        <input type="range" min="1" max="4" step="0.05" [value]="zoom()" (input)="setZoom($event)" />
      </label>
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close>{{ t('cancel') }}</button>
      <button matButton="filled" (click)="take()">{{ t('avatar.take') }}</button>
    </mat-dialog-actions>
  `,
  styles: `
    mat-dialog-content {
      display: grid;
      justify-items: center;
      gap: 1rem;
    }
    canvas {
      width: 280px;
      max-width: 100%;
      aspect-ratio: 1;
      border-radius: 34%;
      background: var(--mat-sys-surface-container);
      cursor: grab;
      touch-action: none;
    }
    label {
      display: flex;
      align-items: center;
      gap: 0.75rem;
    }
    input {
      accent-color: var(--mat-sys-primary);
    }
  `,
})
export class AvatarDialog {
  private readonly dialog = inject<MatDialogRef<AvatarDialog, File>>(MatDialogRef);
  private readonly picture = inject<ImageBitmap>(MAT_DIALOG_DATA);
  protected readonly t = inject(Texts).t;
  protected readonly window = WINDOW_PX;
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');
  protected readonly zoom = signal(1);
  private readonly centre = signal({ x: 0.5, y: 0.5 });

  constructor() {
    afterRenderEffect(() => this.draw(this.canvas().nativeElement, WINDOW_PX * 2));
    inject(DestroyRef).onDestroy(() => this.picture.close());
  }

  protected grab({ target, pointerId }: PointerEvent): void {
    (target as HTMLElement).setPointerCapture(pointerId);
  }

  protected drag({ buttons, movementX: x, movementY: y }: PointerEvent): void {
    if (buttons) this.move({ x, y });
  }

  protected nudge(event: KeyboardEvent): void {
    const by = ARROWS[event.key];
    if (!by) return;
    event.preventDefault();
    this.move(by);
  }

  protected setZoom(event: Event): void {
    this.zoom.set(Number((event.target as HTMLInputElement).value));
  }

  protected take(): void {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = RESULT_PX;
    this.draw(canvas, RESULT_PX);
    canvas.toBlob((blob) =>
      this.dialog.close(blob ? new File([blob], 'avatar.png', { type: 'image/png' }) : undefined),
    );
  }

  private move(by: { x: number; y: number }): void {
    this.centre.update((centre) => dragged(this.picture, this.zoom(), centre, by, WINDOW_PX));
  }

  private draw(canvas: HTMLCanvasElement, size: number): void {
    const { x, y, side } = cropped(this.picture, this.zoom(), this.centre());
    const context = canvas.getContext('2d');
    context?.clearRect(0, 0, size, size);
    context?.drawImage(this.picture, x, y, side, side, 0, 0, size, size);
  }
}
