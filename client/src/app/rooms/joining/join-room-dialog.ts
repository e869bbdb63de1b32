import { computed, Component, inject, linkedSignal, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Texts } from '../../i18n/texts.ts';
import { JoinFields } from './join-fields.ts';
import { RoomsStore } from '../rooms-store.ts';

@Component({
  selector: 'parley-join-room-dialog',
  imports: [JoinFields, MatButton, MatDialogModule],
  templateUrl: './join-room-dialog.html',
  styleUrl: '../dialog-form.scss',
})
export class JoinRoomDialog {
  private readonly rooms = inject(RoomsStore);
  private readonly dialog = inject<MatDialogRef<JoinRoomDialog, Room>>(MatDialogRef);
  protected readonly t = inject(Texts).t;

  protected readonly code = signal('');
  protected readonly password = signal('');
  protected readonly busy = signal(false);
  /** Typing clears the last refusal. */
  protected readonly failure = linkedSignal<string, unknown>({
    source: computed(() => `${this.code()}\n${this.password()}`),
    computation: () => null,
  });

  protected async join(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.code() || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      this.dialog.close(await this.rooms.joinByCode(this.code(), this.password() || undefined));
    } catch (error) {
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
