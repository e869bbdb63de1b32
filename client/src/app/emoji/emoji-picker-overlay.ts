import { Overlay, type OverlayRef } from '@angular/cdk/overlay';
import { ComponentPortal } from '@angular/cdk/portal';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { CustomEmoji } from '@api/emoji/emoji.dto.ts';
import { firstValueFrom } from 'rxjs';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';

/** Opens the emoji picker beside an element; on narrow screens at the bottom. The picker is loaded on first use. */
@Injectable({ providedIn: 'root' })
export class EmojiPickerOverlay {
  private readonly overlay = inject(Overlay);
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);

  /** @returns the chosen emoji, or null for none */
  async choose(beside: HTMLElement): Promise<string | null> {
    const { EmojiPicker } = await this.typeAhead.load(() => import('./emoji-picker.ts'));
    const opened = this.open(beside);
    const picker = opened.attach(new ComponentPortal(EmojiPicker)).instance;
    let isAdding = false;
    const answer = await new Promise<string | null>((resolve) => {
      picker.chosen.subscribe(resolve);
      picker.adding.subscribe(() => {
        isAdding = true;
        resolve(null);
      });
      opened.backdropClick().subscribe(() => resolve(null));
      opened.detachments().subscribe(() => resolve(null));
      opened.keydownEvents().subscribe((event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        resolve(null);
      });
    });
    opened.dispose();
    const chosen = isAdding ? await this.add() : answer;
    beside.focus();
    return chosen;
  }

  /** What was just added is chosen. */
  private async add(): Promise<string | null> {
    const { AddEmojiDialog } = await import('./add-emoji-dialog.ts');
    const dialog = this.dialog.open<unknown, unknown, CustomEmoji>(AddEmojiDialog, { width: '26rem' });
    const added = await firstValueFrom(dialog.afterClosed());
    return added ? `:${added.name}:` : null;
  }

  private open(beside: HTMLElement): OverlayRef {
    return this.overlay.create({
      positionStrategy: isNarrow() ? this.atBottom() : this.next(beside),
      scrollStrategy: this.overlay.scrollStrategies.noop(),
      hasBackdrop: true,
      backdropClass: isNarrow() ? 'cdk-overlay-dark-backdrop' : 'cdk-overlay-transparent-backdrop',
      disposeOnNavigation: true,
    });
  }

  private atBottom() {
    return this.overlay.position().global().centerHorizontally().bottom('0.5rem');
  }

  private next(beside: HTMLElement) {
    return this.overlay
      .position()
      .flexibleConnectedTo(beside)
      .withViewportMargin(8)
      .withPush()
      .withPositions([
        { originX: 'end', originY: 'top', overlayX: 'end', overlayY: 'bottom', offsetY: -6 },
        { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 6 },
      ]);
  }
}

const isNarrow = () => window.matchMedia('(max-width: 47.99rem)').matches;
