import { computed, inject, Injectable, signal } from '@angular/core';
import { openDB } from 'idb';
import type {
  MadePushDevice,
  PushContent,
  PushDevice as Device,
  PushDevicePage,
  PushKey,
  PushTest,
} from '@api/push/push.dto.ts';
import { Api } from '../../api/api.ts';
import { Session } from '../../auth/session.ts';
import { OWNER_KEY } from './push-owner.ts';
import { hasKey, isApplePhone, type PushState, pushStateOf } from './push-state.ts';

const DATABASE = 'parley-push';
const STORE = 'device';

const isSupported = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** This browser as a device that is notified while no page of Parley is open. */
@Injectable({ providedIn: 'root' })
export class PushDevice {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly found = signal<PushState>('unknown');
  private readonly device = signal<Device | null>(null);
  private readonly serverKey = signal<PushKey | null>(null);

  readonly state = this.found.asReadonly();
  /** As the server knows it; null while it is off. */
  readonly own = this.device.asReadonly();
  /** Why the server sends none. */
  readonly reason = computed(() => this.serverKey()?.reason ?? null);

  /** Compares what the browser, the server and the reader say, and puts right what can be put right unasked. */
  async reconcile(): Promise<void> {
    const key = await this.api.get<PushKey>('/push/key');
    this.serverKey.set(key);
    await this.look(key);
    const state = this.found();
    if (state !== 'on' && state !== 'broken') return;
    // A subscription of a former key is refused by its service; one that was given up may be had again.
    try {
      await this.register(key, await this.contentSoFar());
    } catch {
      this.found.set('broken');
    }
  }

  /** Asks for the permission: call it from a click. */
  async turnOn(): Promise<void> {
    const key = this.serverKey() ?? (await this.api.get<PushKey>('/push/key'));
    const isGranted = (await Notification.requestPermission()) === 'granted';
    if (isGranted) await this.register(key, await this.contentSoFar());
    else await this.look(key);
  }

  async turnOff(): Promise<void> {
    localStorage.removeItem(OWNER_KEY);
    const id = this.device()?.id;
    await (await this.subscription())?.unsubscribe();
    if (id) await this.api.delete(`/push/devices/${id}`);
    this.device.set(null);
    this.found.set('off');
  }

  async useContent(content: PushContent): Promise<void> {
    const key = this.serverKey();
    if (key) await this.register(key, content);
  }

  /** @returns the answer of the push service, and when the device has shown it, in milliseconds; null: not within ten seconds */
  async test(): Promise<PushTest & { shownMs: number | null }> {
    const id = this.device()?.id ?? '';
    const begin = performance.now();
    const shown = shownHere().then((isShown) => (isShown ? Math.round(performance.now() - begin) : null));
    const answer = await this.api.post<PushTest>(`/push/devices/${id}/test`);
    const isTaken = answer.status >= 200 && answer.status < 300;
    if (!isTaken) await this.reload();
    return { ...answer, shownMs: isTaken ? await shown : null };
  }

  /** As the server knows this device now. */
  async reload(): Promise<void> {
    const { items } = await this.api.get<PushDevicePage>('/push/devices');
    const own = items.find(({ current }) => current) ?? null;
    this.device.set(own);
    if (!own && this.found() === 'on') this.found.set('broken');
  }

  private async look({ enabled }: PushKey): Promise<void> {
    this.found.set(
      pushStateOf({
        isServerOn: enabled,
        isSupported,
        isApplePhone: isApplePhone(navigator),
        isInstalled: matchMedia('(display-mode: standalone)').matches,
        permission: isSupported ? Notification.permission : 'denied',
        isWanted: localStorage.getItem(OWNER_KEY) === this.session.me()?.id,
        hasSubscription: (await this.subscription()) !== null,
      }),
    );
  }

  private async contentSoFar(): Promise<PushContent> {
    const { items } = await this.api.get<PushDevicePage>('/push/devices');
    return items.find(({ current }) => current)?.content ?? 'full';
  }

  private async register({ key }: PushKey, content: PushContent): Promise<void> {
    const worker = await navigator.serviceWorker.ready;
    let subscription = await worker.pushManager.getSubscription();
    if (subscription && !hasKey(subscription, key ?? '')) {
      await subscription.unsubscribe();
      subscription = null;
    }
    subscription ??= await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    const { endpoint, expirationTime, keys } = subscription.toJSON();
    const body = { endpoint, expirationTime: expirationTime ?? null, keys, content };
    const { secret, ...device } = await this.api.put<MadePushDevice>('/push/devices', body);
    await remember({ id: device.id, secret });
    localStorage.setItem(OWNER_KEY, this.session.me()?.id ?? '');
    this.device.set(device);
    this.found.set('on');
  }

  private async subscription(): Promise<PushSubscription | null> {
    if (!isSupported) return null;
    const worker = await navigator.serviceWorker.getRegistration();
    return (await worker?.pushManager.getSubscription()) ?? null;
  }
}

/** For the worker, which tells the server by it when its browser has given it another subscription. */
async function remember(device: { id: string; secret: string }): Promise<void> {
  const database = await openDB(DATABASE, 1, { upgrade: (fresh) => void fresh.createObjectStore(STORE) });
  await database.put(STORE, device, 'own');
  database.close();
}

const SHOWN_TIMEOUT_MS = 10_000;

/** Whether the worker shows a push from now on. */
function shownHere(): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isShown: boolean) => {
      navigator.serviceWorker.removeEventListener('message', listen);
      clearTimeout(timer);
      resolve(isShown);
    };
    const listen = ({ data }: MessageEvent<{ type?: string } | null>) => data?.type === 'push-shown' && end(true);
    const timer = setTimeout(() => end(false), SHOWN_TIMEOUT_MS);
    navigator.serviceWorker.addEventListener('message', listen);
  });
}
