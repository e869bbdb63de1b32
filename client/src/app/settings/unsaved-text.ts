import { DestroyRef, inject, type Signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import type { CanDeactivateFn } from '@angular/router';
import { Session } from '../auth/session.ts';
import { Texts } from '../i18n/texts.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';

/** A page with fields that are saved by a button. */
export interface FormPage {
  /** Whether a field holds something that is not saved. */
  readonly changed: Signal<boolean>;
}

/** Asks before a page with unsaved text is left; not after the session has ended. */
export const unsavedTextGuard: CanDeactivateFn<FormPage> = (page) => {
  const t = inject(Texts).t;
  if (!page.changed() || inject(Session).phase() !== 'signed-in') return true;
  return confirmed(inject(MatDialog), {
    title: t('settings.unsaved-title'),
    text: t('settings.unsaved-text'),
    action: t('discard'),
  });
};

/** Lets the browser ask before the tab with unsaved text is closed or loaded anew. */
export function askBeforeUnload({ changed }: FormPage): void {
  const ask = (event: BeforeUnloadEvent) => {
    if (changed()) event.preventDefault();
  };
  window.addEventListener('beforeunload', ask);
  inject(DestroyRef).onDestroy(() => window.removeEventListener('beforeunload', ask));
}
