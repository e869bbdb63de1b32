import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TypeAhead } from '../ui/keyboard/type-ahead.ts';

/** Shows who a person is. The card is loaded on first use. */
@Injectable({ providedIn: 'root' })
export class ProfileCards {
  private readonly dialog = inject(MatDialog);
  private readonly typeAhead = inject(TypeAhead);

  async open(userId: string): Promise<void> {
    const { ProfileCard } = await this.typeAhead.load(() => import('./profile-card.ts'));
    this.dialog.open(ProfileCard, { data: userId, width: '22rem' });
  }
}
