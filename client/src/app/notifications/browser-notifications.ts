import { inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';
import { isPushDevice } from './push/push-owner.ts';

export interface BrowserNotification {
  title: string;
  body: string;
  /** The path on this site that a click opens. */
  path: string;
  /** A notification replaces the earlier notification with the same tag. */
  tag: string;
  /** The room and the message that it is about: it is taken away once they are read. */
  roomId?: string;
  seq?: number;
}

const isSupported = 'Notification' in window;

/** The browser's own notifications, and the permission to show them. */
@Injectable({ providedIn: 'root' })
export class BrowserNotifications {
  private readonly router = inject(Router);
  private readonly state = signal<NotificationPermission | 'unsupported'>(
    isSupported ? Notification.permission : 'unsupported',
  );
  readonly permission = this.state.asReadonly();

  constructor() {
    // It may have been changed in the browser's settings meanwhile.
    window.addEventListener('focus', () => isSupported && this.state.set(Notification.permission));
  }

  /**
   * Called only from a click on a button that offers it: a page that asks by itself is refused permanently by browsers.
   */
  async requestPermission(): Promise<void> {
    if (isSupported) this.state.set(await Notification.requestPermission());
  }

  async show({ title, body, path, tag, roomId, seq }: BrowserNotification): Promise<void> {
    const options = { body, tag, icon: 'icons/icon-192.png', badge: 'icons/badge-96.png', silent: true };
    const data = { path, roomId, seq };
    // A push of the same room takes the place of what the worker has shown, and of nothing else.
    if (isPushDevice()) return showByWorker(title, { ...options, data });
    try {
      const shown = new Notification(title, options);
      shown.onclick = () => {
        window.focus();
        shown.close();
        void this.router.navigateByUrl(path);
      };
    } catch {
      // Phones show them only by way of the service worker, which also answers the click.
      await showByWorker(title, { ...options, data });
    }
  }
}

async function showByWorker(title: string, options: NotificationOptions): Promise<void> {
  if (!('serviceWorker' in navigator)) return; // a page without https
  const worker = await navigator.serviceWorker.getRegistration();
  await worker?.showNotification(title, options);
}
