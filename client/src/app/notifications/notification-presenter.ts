import { inject, Injectable, Injector, signal } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Router } from '@angular/router';
import type { Notification } from '@api/notifications/notifications.dto.ts';
import { ChatSocket } from '../connection/chat-socket.ts';
import { ActiveTab } from '../connection/active-tab.ts';
import { Session } from '../auth/session.ts';
import { Calls } from '../calls/calls.ts';
import { messagePath } from '@api/shared/message-place.ts';
import { MessageTexts } from '../rooms/message-texts.ts';
import { roomName } from '../rooms/room-name.ts';
import { RoomsStore } from '../rooms/rooms-store.ts';
import { PageFocus } from '../ui/page-focus.ts';
import { Texts } from '../i18n/texts.ts';
import { NotificationSound } from './notification-sound.ts';
import { BrowserNotifications } from './browser-notifications.ts';
import { isPushDevice } from './push/push-owner.ts';
import { effectsFor } from './notification-effects.ts';
import { personName } from '../users/person-name.ts';

/** Set on devices where the offer was declined: it is not shown there again. */
const DECLINED_KEY = 'parley.no-notifications';
/** Of a reminder that is shown to a reader who looks. */
const REMINDER_SHOWN_MS = 15_000;
/** Of a call, to a reader who looks: so long a telephone rings. */
const CALL_SHOWN_MS = 30_000;
/** After the first screen. */
const PUSH_START_MS = 3_000;
/** Shown to a reader who looks, too: nothing of it is in a room. */
const OWN: readonly Notification['kind'][] = ['reminder', 'scheduled_failed', 'report_decided'];
const MAX_REMEMBERED_REMINDERS = 100;

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
  private readonly snackBar = inject(MatSnackBar);
  private readonly router = inject(Router);
  private readonly injector = inject(Injector);
  private readonly calls = inject(Calls);
  private readonly isOffered = signal(false);
  /** Reminders that this page has shown: after a loss of the connection they may be told again. */
  private readonly shownReminders = new Set<string>();

  /** Whether to offer notifications: a mention or direct message was missed for want of permission. */
  readonly offer = this.isOffered.asReadonly();

  constructor() {
    inject(ChatSocket).on('notification', (notification) => this.present(notification));
    if (isPushDevice()) setTimeout(() => void this.startPush(), PUSH_START_MS);
  }

  async accept(): Promise<void> {
    this.isOffered.set(false);
    await this.browser.requestPermission();
  }

  decline(): void {
    this.isOffered.set(false);
    localStorage.setItem(DECLINED_KEY, 'true');
  }

  private async startPush(): Promise<void> {
    const { PushPages } = await import('./push/push-pages.ts');
    this.injector.get(PushPages);
  }

  private present(notification: Notification): void {
    if (this.isShownReminder(notification)) return;
    const {
      sound,
      popUp,
      askPermission: ask,
    } = effectsFor(notification, {
      isActiveTab: this.tab.isActive(),
      hasAttention: this.attention.isFocused(),
      openRoomId: /^\/rooms\/([^/?#]+)/.exec(location.pathname)?.[1] ?? null,
      openThreadId: new URLSearchParams(location.search).get('thread'),
      permission: this.browser.permission(),
      sounds: this.session.me()?.preferences.sounds !== false,
    });
    if (sound) void this.sound.play();
    if (popUp) void this.browser.show(this.contentOf(notification));
    if (OWN.includes(notification.kind) && this.attention.isFocused()) this.showReminder(notification);
    if (notification.kind === 'call' && !notification.silent && this.attention.isFocused()) this.showCall(notification);
    if (ask && !localStorage.getItem(DECLINED_KEY)) this.isOffered.set(true);
  }

  /** @returns whether it was shown before; from now on it is */
  private isShownReminder({ kind, message, remindedAt }: Notification): boolean {
    if (kind !== 'reminder') return false;
    const key = `${message.id} ${remindedAt}`;
    const isShown = this.shownReminders.has(key);
    if (this.shownReminders.size >= MAX_REMEMBERED_REMINDERS) this.shownReminders.clear();
    this.shownReminders.add(key);
    return isShown;
  }

  private showReminder(notification: Notification): void {
    const { title, body, path } = this.contentOf(notification);
    const duration = REMINDER_SHOWN_MS;
    const shown = this.snackBar.open(`${title}: ${body}`, this.texts.t('reminder.show'), { duration });
    shown.onAction().subscribe(() => void this.router.navigateByUrl(path));
  }

  private showCall({ roomId }: Notification): void {
    const room = this.rooms.room(roomId);
    const text = this.texts.t('call.rings', { name: room ? roomName(room) : this.texts.t('somebody') });
    const shown = this.snackBar.open(text, this.texts.t('call.join'), { duration: CALL_SHOWN_MS });
    shown.onAction().subscribe(() => void this.calls.join(roomId));
  }

  private callOf({ roomId, message }: Notification) {
    const room = this.rooms.room(roomId);
    return {
      title: room ? roomName(room) : this.texts.t('somebody'),
      body: this.texts.t('call.incoming'),
      path: `/rooms/${roomId}?at=${message.seq}`,
      tag: `call ${roomId}`,
      roomId,
      seq: message.seq,
    };
  }

  /** The reader's own words, if there are any; without the message, which may not be readable any more. */
  private reminderOf({ message, note }: Notification) {
    const isReadable = message.seq > 0;
    return {
      title: this.texts.t('reminder.rings'),
      body: note || (isReadable ? this.messageTexts.inOneLine(message) : this.texts.t('later.unreadable')),
      path: isReadable ? messagePath(message) : '/later',
      tag: `reminder ${message.id}`,
    };
  }

  private failureOf({ message }: Notification) {
    return {
      title: this.texts.t('schedule.rings'),
      body: this.messageTexts.inOneLine(message) || this.texts.t('notify.attachment'),
      path: '/drafts?show=scheduled',
      tag: `scheduled ${message.id}`,
    };
  }

  private decisionOf({ message, roomId, decision = 'kept', isReporter }: Notification) {
    return {
      title: this.texts.t(isReporter ? 'report.rings' : 'report.rings-author'),
      body: this.texts.t(`report.told.${decision}`),
      path: this.rooms.room(roomId) ? `/rooms/${roomId}` : '/rooms',
      tag: `report ${message.id}`,
    };
  }

  private contentOf(notification: Notification) {
    const { roomId, message, kind } = notification;
    if (kind === 'reminder') return this.reminderOf(notification);
    if (kind === 'scheduled_failed') return this.failureOf(notification);
    if (kind === 'report_decided') return this.decisionOf(notification);
    if (kind === 'call') return this.callOf(notification);
    const room = this.rooms.room(roomId);
    const name = message.author ? personName(message.author) : '';
    return {
      title: kind === 'direct' || !room ? name : this.texts.t('notify.title', { name, room: roomName(room) }),
      body: this.messageTexts.inOneLine(message) || this.texts.t('notify.attachment'),
      path: messagePath(message),
      tag: roomId,
      roomId,
      seq: message.seq,
    };
  }
}
