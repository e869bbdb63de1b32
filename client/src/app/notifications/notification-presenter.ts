import { inject, Injectable, signal } from '@angular/core';
import type { Notification as Called } from '@api/notifications/notifications.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { ActiveTab } from '../connection/active-tab.ts';
import { Session } from '../auth/session.ts';
import { Notices } from '../rooms/notices.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PageFocus } from '../ui/page-focus.ts';
import { Texts } from '../i18n/texts.ts';
import { NotificationSound } from './notification-sound.ts';
import { BrowserNotifications } from './browser-notifications.ts';
import { effectsFor } from './notification-effects.ts';

/** Whoever said "not now" is not asked again on this device; the settings are always there. */
const DECLINED = 'parley.no-notifications';

/** Tells somebody that they are called. */
@Injectable({ providedIn: 'root' })
export class NotificationPresenter {
  private readonly rooms = inject(RoomsStore);
  private readonly session = inject(Session);
  private readonly notices = inject(Notices);
  private readonly texts = inject(Texts);
  private readonly tab = inject(ActiveTab);
  private readonly attention = inject(PageFocus);
  private readonly popUps = inject(BrowserNotifications);
  private readonly bell = inject(NotificationSound);
  private readonly missed = signal(false);

  /** Something was missed for want of permission: now is the time to offer pop-ups. */
  readonly offer = this.missed.asReadonly();

  constructor() {
    inject(ChatSocket).on('notification', (called) => this.tell(called));
  }

  async accept(): Promise<void> {
    this.missed.set(false);
    await this.popUps.requestPermission();
  }

  decline(): void {
    this.missed.set(false);
    localStorage.setItem(DECLINED, 'true');
  }

  private tell(called: Called): void {
    const {
      sound,
      popUp,
      askPermission: ask,
    } = effectsFor(called, {
      isActiveTab: this.tab.isActive(),
      hasAttention: this.attention.isFocused(),
      openRoomId: /^\/rooms\/([^/?#]+)/.exec(location.pathname)?.[1] ?? null,
      permission: this.popUps.permission(),
      sounds: this.session.me()?.preferences.sounds !== false,
    });
    if (sound) void this.bell.play();
    if (popUp) void this.popUps.show(this.popUpOf(called));
    if (ask && !localStorage.getItem(DECLINED)) this.missed.set(true);
  }

  private popUpOf({ roomId, message, kind }: Called) {
    const room = this.rooms.room(roomId);
    const name = message.author?.displayName ?? '';
    return {
      title: kind === 'direct' || !room ? name : this.texts.t('notify.title', { name, room: roomName(room) }),
      body: this.notices.inOneLine(message) || this.texts.t('notify.attachment'),
      path: `/rooms/${roomId}?at=${message.seq}`,
      tag: roomId,
    };
  }
}
