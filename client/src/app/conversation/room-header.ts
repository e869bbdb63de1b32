import { Component, computed, inject, input, output } from '@angular/core';
import { MatIconButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Room } from '@api/rooms/rooms.dto.ts';
import { PresenceStore } from '../presence/presence-store.ts';
import { TypingStore } from '../presence/typing-store.ts';
import { RoomMark } from '../rooms/room-mark.ts';
import { roomName } from '../rooms/room-name.ts';
import { Tooltip } from '../ui/tooltip.ts';
import { Icon } from '../ui/icon.ts';
import { isolated, IsolatedText, withoutIsolates } from '../ui/isolated-text.ts';
import { Texts } from '../i18n/texts.ts';
import type { Pane } from './panel/side-panel.ts';
import { personName } from '../users/person-name.ts';

@Component({
  selector: 'parley-room-header',
  imports: [Icon, IsolatedText, MatIconButton, Tooltip, RoomMark, RouterLink],
  templateUrl: './room-header.html',
  styleUrl: './room-header.scss',
})
export class RoomHeader {
  private readonly texts = inject(Texts);
  private readonly presences = inject(PresenceStore);
  private readonly typing = inject(TypingStore);
  protected readonly t = this.texts.t;
  readonly room = input.required<Room>();
  /** The open pane of the side panel. */
  readonly pane = input<Pane | null>(null);
  /** Emits the pane to open, or null to close the side panel. */
  readonly panel = output<Pane | null>();
  readonly date = output();
  protected readonly isSearchOpen = computed(() => this.pane() === 'search');
  protected readonly areDetailsOpen = computed(() => this.pane() !== null && !this.isSearchOpen());

  protected readonly name = computed(() => roomName(this.room()));
  protected readonly presence = computed(() => {
    const peer = this.room().peer;
    return peer && (this.presences.presenceOf(peer.id) ?? 'offline');
  });
  /** Who is typing, else the presence of the peer, else members and topic. */
  protected readonly statusLine = computed(() => {
    const typing = this.typing.typingIn(this.room().id).map((person) => isolated(personName(person)));
    const [first = '', second = ''] = typing;
    if (typing.length === 1) return this.t('typing.one', { name: first });
    if (typing.length === 2) return this.t('typing.two', { first, second });
    if (typing.length > 2) return this.t('typing.many');
    const presence = this.presence();
    if (presence) return this.t(`presence.${presence}`);
    const members = this.texts.count('rooms.members', this.room().memberCount);
    return this.room().topic ? `${members} · ${this.room().topic}` : members;
  });
  protected readonly statusTitle = computed(() => withoutIsolates(this.statusLine()));
  protected readonly isTyping = computed(() => this.typing.typingIn(this.room().id).length > 0);
}
