import type { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';

/** @returns the beginning of the day somebody has chosen, none before `since` (ISO 8601); nothing when they did not */
export async function chosenDay(dialogs: MatDialog, since: string): Promise<string | undefined> {
  const { DateDialog } = await import('./date-dialog.ts');
  return firstValueFrom(dialogs.open<unknown, string, string>(DateDialog, { data: since }).afterClosed());
}
