import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { Session } from '../../auth/session.ts';
import { ChatSocket } from '../../connection/chat-socket.ts';
import { PushDevice } from './push-device.ts';

/** The time between two comparisons of what browser and server know, when the reader comes back to the page. */
const RECONCILE_MS = 3_600_000;

interface WorkerMessage {
  type?: string;
  path?: string;
}

/**
 * What pages do while this browser is notified: they follow clicks on notifications, take away what was read, and look after
 * the subscription. Loaded on such devices only, after the first screen.
 */
@Injectable({ providedIn: 'root' })
export class PushPages {
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly device = inject(PushDevice);
  private reconciledAt = 0;

  constructor() {
    navigator.serviceWorker.addEventListener('message', (event: MessageEvent<WorkerMessage | null>) =>
      this.follow(event),
    );
    inject(ChatSocket).on('read_changed', ({ userId, roomId, lastReadSeq }) => {
      if (userId === this.session.me()?.id) void withdraw(roomId, lastReadSeq);
    });
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.reconcile();
    });
    this.reconcile();
  }

  private follow({ data, ports }: MessageEvent<WorkerMessage | null>): void {
    if (data?.type !== 'push-open' || data.path === undefined) return;
    ports[0]?.postMessage('followed');
    void this.router.navigateByUrl(data.path);
  }

  private reconcile(): void {
    if (Date.now() - this.reconciledAt < RECONCILE_MS) return;
    this.reconciledAt = Date.now();
    // Without a connection the next visit does it.
    void this.device.reconcile().catch(() => undefined);
  }
}

/** Takes away the notifications of a room up to a message that was read. */
async function withdraw(roomId: string, upToSeq: number): Promise<void> {
  const worker = await navigator.serviceWorker.getRegistration();
  for (const shown of (await worker?.getNotifications()) ?? []) {
    const data = shown.data as { roomId?: string; seq?: number } | null;
    if (data?.roomId === roomId && (data.seq ?? 0) <= upToSeq) shown.close();
  }
}
