import { Component, computed, input } from '@angular/core';
import type { Room } from '@api/rooms/rooms.dto.ts';
import type { Presence } from '@api/users/users.dto.ts';
import { Icon } from '../ui/icon.ts';
import type { IconName } from '../ui/icons.ts';
import { Avatar } from '../users/avatar.ts';

/** The picture of a room: the peer's avatar, or an icon of its kind. */
@Component({
  selector: 'parley-room-mark',
  imports: [Avatar, Icon],
  template: `
    @if (room().peer; as peer) {
      <parley-avatar
        [id]="peer.id"
        [name]="peer.displayName"
        [url]="peer.avatarUrl"
        [size]="40"
        [presence]="presence()"
      />
    } @else {
      <span class="mark" [class.private]="room().kind !== 'public'">
        <parley-icon [name]="icon()" />
      </span>
    }
  `,
  styles: `
    :host {
      flex: none;
      line-height: 0;
    }
    .mark {
      display: grid;
      place-items: center;
      width: var(--parley-row-mark, 40px);
      height: var(--parley-row-mark, 40px);
      border-radius: 34%;
      color: var(--mat-sys-on-primary-container);
      background: var(--mat-sys-primary-container);
    }
    parley-avatar {
      --size: var(--parley-row-mark, 40px) !important;
    }
    .private {
      color: var(--mat-sys-on-secondary-container);
      background: var(--mat-sys-secondary-container);
    }
  `,
})
export class RoomMark {
  readonly room = input.required<Room>();
  readonly presence = input<Presence | null>(null);
  protected readonly icon = computed<IconName>(() => {
    const { kind } = this.room();
    if (kind === 'group') return 'people';
    return kind === 'private' ? 'lock' : 'hash';
  });
}
