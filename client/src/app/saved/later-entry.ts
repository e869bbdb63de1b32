import { Component, computed, inject, input } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Saved } from '@api/saved/saved.dto.ts';
import { Texts } from '../i18n/texts.ts';
import { placeOf } from '@api/shared/message-place.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { Dates } from '../ui/dates.ts';
import { Icon } from '../ui/icon.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { Avatar } from '../users/avatar.ts';
import { BotBadge } from '../users/bot-badge.ts';
import { PersonNamePipe } from '../users/person-name.ts';
import { SavedCommands } from './saved-commands.ts';

/** A saved message: who said what and where, the reader's note, the reminder, and what can be done with it. */
@Component({
  selector: 'parley-later-entry',
  imports: [Avatar, BotBadge, Icon, MatIconButton, PersonNamePipe, RouterLink, Tooltip],
  templateUrl: './later-entry.html',
  styleUrl: './later-entry.scss',
})
export class LaterEntry {
  private readonly rooms = inject(RoomsStore);
  private readonly messageTexts = inject(MessageTexts);
  protected readonly commands = inject(SavedCommands);
  protected readonly dates = inject(Dates);
  protected readonly t = inject(Texts).t;
  protected readonly placeOf = placeOf;
  readonly saved = input.required<Saved>();

  protected readonly message = computed(() => this.saved().message);
  protected readonly isDone = computed(() => this.saved().state === 'done');
  protected readonly room = computed(() => {
    const room = this.rooms.room(this.saved().roomId);
    return room ? roomName(room) : '';
  });
  protected readonly words = computed(() => {
    const message = this.message();
    return message ? this.messageTexts.inOneLine(message) : this.t('later.unreadable');
  });
  protected readonly reminder = computed(() => {
    const { remindAt, remindedAt } = this.saved();
    return remindAt && this.t(remindedAt ? 'later.reminded' : 'later.reminds', { time: this.dates.within(remindAt) });
  });
}
