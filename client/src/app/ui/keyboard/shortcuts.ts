import { type DestroyRef, inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { matches, typesText } from './shortcut-keys.ts';
import { type ShortcutName, SHORTCUTS } from './shortcut-table.ts';

/** Whether the keys of this machine are a Mac's. */
export const onMac = /^(Mac|iP)/.test(navigator.platform);

/** The one place that listens for keys. Who is on the screen says what its own ones do; the last one to say so wins. */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly dialogs = inject(MatDialog);
  private readonly actions = new Map<ShortcutName, (() => unknown)[]>();

  constructor() {
    document.addEventListener('keydown', (event) => this.handle(event));
  }

  /** @param owner when it is destroyed, the key does what it did before */
  on(name: ShortcutName, action: () => unknown, owner: DestroyRef): void {
    this.actions.set(name, [...(this.actions.get(name) ?? []), action]);
    owner.onDestroy(() => this.actions.set(name, this.actions.get(name)?.filter((each) => each !== action) ?? []));
  }

  private handle(event: KeyboardEvent): void {
    // What has answered the key already keeps it: a menu that closes, a reply that is given up, a word that is composed.
    if (event.defaultPrevented || event.isComposing || this.dialogs.openDialogs.length > 0) return;
    const action = this.find(event);
    if (!action) return;
    event.preventDefault();
    action();
  }

  private find(event: KeyboardEvent): (() => unknown) | undefined {
    const inField = isField(event.target);
    const names = Object.keys(SHORTCUTS) as ShortcutName[];
    const name = names.find((each) =>
      SHORTCUTS[each].chords.some((chord) => matches(chord, event, onMac) && !(inField && typesText(chord))),
    );
    return name && this.actions.get(name)?.at(-1);
  }
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  );
}
