import { Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { ApiProblem } from '../api/api-problem.ts';
import { ProblemTexts } from '../ui/problem-texts.ts';
import { TextField } from '../ui/text-field.ts';
import { Texts } from '../ui/texts.ts';
import { RoomsStore } from './rooms-store.ts';

@Component({
  selector: 'parley-join-room-dialog',
  imports: [MatButton, MatDialogModule, TextField],
  templateUrl: './join-room-dialog.html',
  styleUrl: './dialog-form.scss',
})
export class JoinRoomDialog {
  private readonly rooms = inject(RoomsStore);
  private readonly dialog = inject<MatDialogRef<JoinRoomDialog, Room>>(MatDialogRef);
  private readonly problems = inject(ProblemTexts);
  protected readonly t = inject(Texts).t;

  protected readonly code = signal('');
  protected readonly password = signal('');
  protected readonly needsPassword = signal(false);
  protected readonly busy = signal(false);
  protected readonly failure = signal<unknown>(null);
  protected readonly upperCase = (text: string) => text.toUpperCase().replace(/\s/g, '');
  private readonly reason = computed(() => (this.failure() ? this.problems.of(this.failure()) : null));
  protected readonly codeProblem = computed(() => (this.needsPassword() ? null : this.reason()));
  protected readonly passwordProblem = computed(() => (this.password() ? this.reason() : null));

  protected async join(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.code() || this.busy()) return;
    this.busy.set(true);
    this.failure.set(null);
    try {
      this.dialog.close(await this.rooms.joinByCode(this.code(), this.password() || undefined));
    } catch (error) {
      this.needsPassword.set(error instanceof ApiProblem && error.code === 'wrong_room_password');
      this.failure.set(error);
    } finally {
      this.busy.set(false);
    }
  }
}
