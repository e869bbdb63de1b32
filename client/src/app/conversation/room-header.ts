import { Component, computed, inject, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EmojiText } from '../custom-emoji/emoji-text.ts';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { UserSummary } from '@api/users/users.dto.ts';
import { ServerInfo } from '../auth/server-info.ts';
import { Calls } from '../calls/calls.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { isReadOnly } from '../rooms/muting.ts';
import { RoomMark } from '../rooms/room-mark.ts';
import { roomName } from '../rooms/room-name.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { Icon } from '../ui/icon.ts';
import { MinuteClock } from '../ui/minute-clock.ts';
import { Texts } from '../i18n/texts.ts';
import { Avatar } from '../users/avatar.ts';
import { lastingStatus, statusLine } from '../users/shown-status.ts';
import type { Pane } from './panel/side-panel.ts';

@Component({
  selector: 'parley-room-header',
  imports: [EmojiText, Avatar, Icon, MatIconButton, Tooltip, RoomMark, RouterLink],
  templateUrl: './room-header.html',
  styleUrl: './room-header.scss',
})
export class RoomHeader {
  protected readonly texts = inject(Texts);
  private readonly presences = inject(PresenceStore);
  private readonly clock = inject(MinuteClock);
  private readonly server = inject(ServerInfo);
  protected readonly calls = inject(Calls);
  protected readonly t = this.texts.t;
  readonly room = input.required<Room>();
  /** The open pane of the side panel. */
  readonly pane = input<Pane | null>(null);
  /** The people who wrote last; they stand for the members. */
  readonly faces = input<readonly UserSummary[]>([]);
  /** Emits the pane to open, or null to close the side panel. */
  readonly panel = output<Pane | null>();
  readonly date = output();
  /** Whether the reader may start a call here. */
  protected readonly mayCall = computed(() => this.server.current()?.calls === true && !isReadOnly(this.room()));
  protected readonly isSearchOpen = computed(() => this.pane() === 'search');
  protected readonly areDetailsOpen = computed(() => this.pane() !== null && !this.isSearchOpen());

  protected readonly name = computed(() => roomName(this.room()));
  protected readonly presence = computed(() => {
    const peer = this.room().peer;
    return peer && (this.presences.presenceOf(peer.id) ?? 'offline');
  });
  /** The presence of the peer, or members and topic. */
  protected readonly statusLine = computed(() => {
    const presence = this.presence();
    if (presence) {
      const status = lastingStatus(this.room().peer?.status, this.clock.now());
      return [this.t(`presence.${presence}`), ...(status ? [statusLine(status)] : [])].join(' · ');
    }
    const members = this.texts.count('rooms.members', this.room().memberCount);
    return this.room().topic ? `${members} · ${this.room().topic}` : members;
  });
}
