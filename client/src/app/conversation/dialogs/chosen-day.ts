import type { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { TypeAhead } from '../../ui/keyboard/type-ahead.ts';

/** @returns the start of the chosen day (ISO 8601), not before `since`; undefined when the dialog is cancelled */
export async function chosenDay(dialogs: MatDialog, typeAhead: TypeAhead, since: string): Promise<string | undefined> {
  const { DateDialog } = await typeAhead.load(() => import('./date-dialog.ts'));
  return firstValueFrom(dialogs.open<unknown, string, string>(DateDialog, { data: since }).afterClosed());
}
