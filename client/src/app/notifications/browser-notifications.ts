import { inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';

export interface BrowserNotification {
  title: string;
  body: string;
  /** The path on this site that a click opens. */
  path: string;
  /** A notification replaces the earlier notification with the same tag. */
  tag: string;
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

  async show({ title, body, path, tag }: BrowserNotification): Promise<void> {
    const options = { body, tag, icon: 'icons/icon-192.png', badge: 'icons/badge-96.png', silent: true };
    try {
      const shown = new Notification(title, options);
      shown.onclick = () => {
        window.focus();
        shown.close();
        void this.router.navigateByUrl(path);
      };
    } catch {
      // Phones show them only by way of the service worker, which also answers the click.
      if (!('serviceWorker' in navigator)) return; // a page without https
      const worker = await navigator.serviceWorker.getRegistration();
      const onActionClick = { default: { operation: 'navigateLastFocusedOrOpen', url: path } };
      await worker?.showNotification(title, { ...options, data: { onActionClick } });
    }
  }
}
