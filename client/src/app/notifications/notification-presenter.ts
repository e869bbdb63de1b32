import { inject, Injectable, signal } from '@angular/core';
import type { Notification } from '@api/notifications/notifications.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { ActiveTab } from '../connection/active-tab.ts';
import { Session } from '../auth/session.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PageFocus } from '../ui/page-focus.ts';
import { Texts } from '../i18n/texts.ts';
import { NotificationSound } from './notification-sound.ts';
import { BrowserNotifications } from './browser-notifications.ts';
import { effectsFor } from './notification-effects.ts';
import { personName } from '../users/person-name.ts';

/** Set on devices where the offer was declined: it is not shown there again. */
const DECLINED_KEY = 'parley.no-notifications';

/** Shows notifications from the server, by sound and by the browser, and offers to ask for the permission. */
@Injectable({ providedIn: 'root' })
export class NotificationPresenter {
  private readonly rooms = inject(RoomsStore);
  private readonly session = inject(Session);
  private readonly messageTexts = inject(MessageTexts);
  private readonly texts = inject(Texts);
  private readonly tab = inject(ActiveTab);
  private readonly attention = inject(PageFocus);
  private readonly browser = inject(BrowserNotifications);
  private readonly sound = inject(NotificationSound);
  private readonly isOffered = signal(false);

  /** Whether to offer notifications: a mention or direct message was missed for want of permission. */
  readonly offer = this.isOffered.asReadonly();

  constructor() {
    inject(ChatSocket).on('notification', (notification) => this.present(notification));
  }

  async accept(): Promise<void> {
    this.isOffered.set(false);
    await this.browser.requestPermission();
  }

  decline(): void {
    this.isOffered.set(false);
    localStorage.setItem(DECLINED_KEY, 'true');
  }

  private present(notification: Notification): void {
    const {
      sound,
      popUp,
      askPermission: ask,
    } = effectsFor(notification, {
      isActiveTab: this.tab.isActive(),
      hasAttention: this.attention.isFocused(),
      openRoomId: /^\/rooms\/([^/?#]+)/.exec(location.pathname)?.[1] ?? null,
      permission: this.browser.permission(),
      sounds: this.session.me()?.preferences.sounds !== false,
    });
    if (sound) void this.sound.play();
    if (popUp) void this.browser.show(this.contentOf(notification));
    if (ask && !localStorage.getItem(DECLINED_KEY)) this.isOffered.set(true);
  }

  private contentOf({ roomId, message, kind }: Notification) {
    const room = this.rooms.room(roomId);
    const name = message.author ? personName(message.author) : '';
    return {
      title: kind === 'direct' || !room ? name : this.texts.t('notify.title', { name, room: roomName(room) }),
      body: this.messageTexts.inOneLine(message) || this.texts.t('notify.attachment'),
      path: `/rooms/${roomId}?at=${message.seq}`,
      tag: roomId,
    };
  }
}
