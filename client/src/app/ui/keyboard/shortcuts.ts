import { type DestroyRef, inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { matches, typesText } from './shortcut-keys.ts';
import { type ShortcutName, SHORTCUTS } from './shortcut-table.ts';

/** Whether shortcuts use the Command key. */
export const onMac = /^(Mac|iP)/.test(navigator.platform);

/** The global listener for shortcuts. Components register their actions; the latest registration is run. */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly dialogs = inject(MatDialog);
  private readonly actions = new Map<ShortcutName, (() => unknown)[]>();

  constructor() {
    document.addEventListener('keydown', (event) => this.handle(event));
  }

  /** @param owner the action is unregistered when it is destroyed */
  on(name: ShortcutName, action: () => unknown, owner: DestroyRef): void {
    this.actions.set(name, [...(this.actions.get(name) ?? []), action]);
    owner.onDestroy(() => this.actions.set(name, this.actions.get(name)?.filter((each) => each !== action) ?? []));
  }

  private handle(event: KeyboardEvent): void {
    // The key was handled already, as by a closing menu, belongs to an IME, or a dialog is open.
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
