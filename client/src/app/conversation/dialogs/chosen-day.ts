import type { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

/** @returns the start of the chosen day (ISO 8601), not before `since`; undefined when the dialog is cancelled */
export async function chosenDay(dialogs: MatDialog, since: string): Promise<string | undefined> {
  const { DateDialog } = await import('./date-dialog.ts');
  return firstValueFrom(dialogs.open<unknown, string, string>(DateDialog, { data: since }).afterClosed());
}
