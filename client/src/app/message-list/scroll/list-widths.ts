import { Injectable } from '@angular/core';

/** The last widths of lists in pixels: reading the width of a list that is being built would lay the page out once more. */
@Injectable({ providedIn: 'root' })
export class ListWidths {
  private readonly widths = new Map<boolean, number>();

  get(inThread: boolean): number | undefined {
    return this.widths.get(inThread);
  }

  set(inThread: boolean, widthPx: number): void {
    if (widthPx > 0) this.widths.set(inThread, widthPx);
  }
}
