import { inject, Injectable, signal } from '@angular/core';
import { Router } from '@angular/router';

export interface BrowserNotification {
  title: string;
  body: string;
  /** A path of ours: where a click leads. */
  path: string;
  /** One pop-up takes the place of another with the same. */
  tag: string;
}

const supported = 'Notification' in window;

/** The browser's own notifications, and whether we may show them. */
@Injectable({ providedIn: 'root' })
export class BrowserNotifications {
  private readonly router = inject(Router);
  private readonly state = signal<NotificationPermission | 'unsupported'>(
    supported ? Notification.permission : 'unsupported',
  );
  readonly permission = this.state.asReadonly();

  constructor() {
    // It may be changed in the browser's own settings meanwhile.
    window.addEventListener('focus', () => supported && this.state.set(Notification.permission));
  }

  /** Only after somebody pressed something that says so: a page that asks by itself is refused for good. */
  async requestPermission(): Promise<void> {
    if (supported) this.state.set(await Notification.requestPermission());
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
