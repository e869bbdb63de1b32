import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { Api } from '../api/api.ts';
import { RoomModerationApi } from '../rooms/room-moderation-api.ts';
import { leavingText } from '../rooms/leaving-text.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { confirmed } from '../ui/feedback/confirm-dialog.ts';
import { Texts } from '../i18n/texts.ts';
import type { SlashCommand } from './slash-commands.ts';

/** Runs the slash commands that change a room or a membership. */
@Injectable({ providedIn: 'root' })
export class RoomCommands {
  private readonly api = inject(Api);
  private readonly rooms = inject(RoomsStore);
  private readonly moderationApi = inject(RoomModerationApi);
  private readonly dialog = inject(MatDialog);
  private readonly router = inject(Router);
  private readonly snackBar = inject(MatSnackBar);
  private readonly t = inject(Texts).t;

  /**
   * @returns false when it could not be run as typed, and its author has been told why
   * @throws ApiProblem when the server refuses it
   */
  async run({ name, argument }: SlashCommand, room: Room): Promise<boolean> {
    if (name === 'topic') await this.moderationApi.update(room.id, { topic: argument });
    if (name === 'invite') return this.invite(room, argument);
    if (name === 'mute') await this.rooms.updateMembership(room.id, { notify: 'none' });
    if (name === 'unmute') await this.rooms.updateMembership(room.id, { notify: 'mentions' });
    if (name === 'leave') await this.leave(room);
    return true;
  }

  /** Invites all the named people, or nobody when one of them is unknown. */
  private async invite({ id }: Room, argument: string): Promise<boolean> {
    const typed = argument.split(/[\s,]+/).map((name) => name.replace(/^@/, '').toLowerCase());
    const names = typed.filter(Boolean);
    const found = await Promise.all(names.map((name) => this.rooms.people(name)));
    const people = found.flatMap(({ items }) => items).filter(({ username }) => names.includes(username.toLowerCase()));
    const userIds = [...new Set(people.map((person) => person.id))];
    const unknown = names.filter((name) => people.every(({ username }) => username.toLowerCase() !== name));
    if (userIds.length === 0 || unknown.length > 0) {
      const text = this.t('command.nobody', { names: unknown.map((name) => `@${name}`).join(', ') || '…' });
      this.snackBar.open(text, this.t('close'), { duration: 8000 });
      return false;
    }
    await this.api.post(`/rooms/${id}/members`, { userIds });
    return true;
  }

  private async leave(room: Room): Promise<void> {
    const question = {
      title: this.t('room.leave-title', { name: roomName(room) }),
      text: this.t(leavingText(room)),
      action: this.t('room.leave'),
    };
    if (!(await confirmed(this.dialog, question))) return;
    await this.rooms.leave(room.id);
    await this.router.navigateByUrl('/rooms');
  }
}
