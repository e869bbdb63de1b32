import type { CDPSession, Page } from '@playwright/test';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { chromiumOptions } from '../../support/services/chromium.mjs';
import { expect, test } from '../support/test.ts';

// The headless shell shows no notification of a service worker.
test.use({ launchOptions: chromiumOptions({ isWhole: true }) });

const KEY = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';

interface Shown {
  title: string;
  body: string;
  tag: string;
}

/** The service worker as the push service of a browser reaches it. */
class Pushes {
  private constructor(
    private readonly session: CDPSession,
    private readonly registrationId: string,
    private readonly page: Page,
  ) {}

  static async to({ page, context }: Person): Promise<Pushes> {
    await context.grantPermissions(['notifications']);
    const session = await context.newCDPSession(page);
    const registered = new Promise<string>((resolve) =>
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [first] = registrations;
        if (first) resolve(first.registrationId);
      }),
    );
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)');
    await session.send('ServiceWorker.enable');
    return new Pushes(session, await registered, page);
  }

  async deliver(data: string): Promise<void> {
    const { origin } = new URL(this.page.url());
    await this.session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: this.registrationId, data });
  }

  shown(): Promise<Shown[]> {
    return this.page.evaluate<Shown[]>(
      'navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) => all.map(({ title, body, tag }) => ({ title, body, tag })))',
    );
  }

  async clear(): Promise<void> {
    await this.page.evaluate(
      'navigator.serviceWorker.ready.then((worker) => worker.getNotifications()).then((all) => all.forEach((each) => each.close()))',
    );
    await expect.poll(() => this.shown()).toEqual([]);
  }
}

const payload = (notification: object, more: object = {}) =>
  JSON.stringify({ web_push: 8030, notification, badge: 1, read: [], ...more });

test('Every push shows something, whatever it holds; a later one of its room takes its place', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const ada = await arrive({ withServiceWorker: true });
  ada.allowError(/404/); // tokens that no server has made
  await ada.signIn(adas);
  const pushes = await Pushes.to(ada);

  const broken = [
    '',
    '{',
    '[]',
    'null',
    '7',
    '{}',
    '{"notification":7}',
    '{"notification":{"title":""}}',
    'x'.repeat(3_900),
  ];
  for (const data of [
    ...broken,
    payload({ title: 7, body: {}, tag: [], navigate: 'https://evil.example.org', data: 'x' }),
  ]) {
    await pushes.deliver(data);
    await expect
      .poll(() => pushes.shown(), data.slice(0, 40))
      .toEqual([{ title: 'Parley', body: 'New message', tag: '' }]);
    await pushes.clear();
  }

  await pushes.deliver(payload({ title: 'Bob in Engine', body: 'one', tag: 'engine', unknown: 1 }, { unknown: 2 }));
  await pushes.deliver(payload({ title: '2 new in Engine', body: 'two', tag: 'engine' }));
  await pushes.deliver(payload({ title: 'Bob in Deck', body: 'three', tag: 'deck' }));
  await expect
    .poll(() => pushes.shown().then((all) => all.map(({ title }) => title).sort()))
    .toEqual(['2 new in Engine', 'Bob in Deck']);
  await pushes.deliver(payload({ title: 'Bob in Hold', body: 'four', tag: 'hold' }, { read: ['engine', 'deck'] }));
  await expect.poll(() => pushes.shown().then((all) => all.map(({ title }) => title))).toEqual(['Bob in Hold']);
});

/** Chromium subscribes to Google's service alone: a subscription without one. */
const SUBSCRIBES = `
  const listeners = new Set();
  let subscription = null;
  const key = Uint8Array.from(atob('${KEY}'.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0)).buffer;
  const pushManager = {
    getSubscription: async () => subscription,
    subscribe: async () => (subscription = {
      options: { applicationServerKey: key },
      toJSON: () => ({ endpoint: 'https://fcm.googleapis.com/a', expirationTime: null, keys: { p256dh: '${KEY}', auth: 'BTBZMqHH6r4Tts7J_aSIgg' } }),
      unsubscribe: async () => { subscription = null; return true; },
    }),
  };
  const registration = { pushManager, getNotifications: async () => [], showNotification: async () => {} };
  window.PushManager ??= class {};
  window.fromWorker = (data) => listeners.forEach((listen) => listen({ data, ports: [] }));
  Object.defineProperty(navigator, 'serviceWorker', { value: {
    ready: Promise.resolve(registration), getRegistration: async () => registration, register: async () => registration,
    addEventListener: (_, listen) => listeners.add(listen), removeEventListener: (_, listen) => listeners.delete(listen),
  } });
  window.Notification = class { static permission = 'default'; static async requestPermission() { return (this.permission = 'granted'); } };
`;

/** A server with an address of https, as the settings see it. */
async function sendsPushes({ page, context }: Person): Promise<void> {
  await context.addInitScript({ content: SUBSCRIBES });
  let device: object | null = null;
  await page.route('**/api/v1/push/**', async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname.endsWith('/key')) return route.fulfill({ json: { enabled: true, key: KEY, reason: null } });
    if (pathname.endsWith('/test')) {
      setTimeout(() => void page.evaluate("window.fromWorker({ type: 'push-shown' })"), 50);
      return route.fulfill({ json: { status: 201, ms: 48 } });
    }
    if (route.request().method() === 'DELETE') {
      device = null;
      return route.fulfill({ status: 204 });
    }
    if (route.request().method() === 'PUT') {
      const { content } = route.request().postDataJSON() as { content: string };
      const now = new Date().toISOString();
      device = {
        id: crypto.randomUUID(),
        content,
        service: 'fcm.googleapis.com',
        createdAt: now,
        seenAt: now,
        sentAt: null,
        shownAt: null,
        current: true,
      };
      return route.fulfill({ json: { ...device, secret: 'secret' } });
    }
    return route.fulfill({ json: { items: device ? [device] : [], next: null } });
  });
}

test('A device is turned on, tried out, told less, and turned off', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const ada = await arrive({ size: { width: 1440, height: 1100 } });
  await sendsPushes(ada);
  await ada.signIn(adas);
  await ada.page.goto('/settings/notifications');
  const section = ada.page.locator('parley-push-section');
  await expect(section.getByText('This device is not notified while Parley is closed.')).toBeVisible();
  await section.getByRole('button', { name: 'Turn on for this device' }).click();
  await expect(section.getByText('This device is notified while Parley is closed.')).toBeVisible();
  await section.getByRole('button', { name: 'Send me a test' }).click();
  await expect(section.getByText(/answered after 48 ms, and this device showed it after \d+ ms/)).toBeVisible();
  await section.getByLabel('A notification shows').selectOption('That there is a message');
  await expect(section.getByLabel('A notification shows')).toHaveValue('nothing');
  await ada.page.screenshot({ path: test.info().outputPath('push-desk.png'), fullPage: true });

  // A click on a notification is followed without loading the page anew.
  await ada.page.evaluate('window.isSamePage = true');
  await ada.page.evaluate("window.fromWorker({ type: 'push-open', path: '/settings/privacy' })");
  await expect(ada.page).toHaveURL(/settings\/privacy/);
  expect(await ada.page.evaluate('window.isSamePage')).toBe(true);
  await ada.page.goBack();
  await section.getByRole('button', { name: 'Turn off for this device' }).click();
  await expect(section.getByText('This device is not notified while Parley is closed.')).toBeVisible();
  expect(await ada.page.evaluate("localStorage.getItem('parley.push')")).toBeNull();
});

test('In German, on a phone and in the dark', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const ada = await arrive({ phone: true, dark: true, language: 'de-DE' });
  await sendsPushes(ada);
  await ada.signIn(adas);
  await ada.page.goto('/settings/notifications');
  const section = ada.page.locator('parley-push-section');
  await section.getByRole('button', { name: 'Auf diesem Gerät einschalten' }).click();
  await section.getByRole('button', { name: 'Probe schicken' }).click();
  await expect(section.getByText(/Der Push-Dienst hat nach 48 ms geantwortet/)).toBeVisible();
  for (const button of await section.getByRole('button').all())
    expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await section.scrollIntoViewIfNeeded();
  await ada.page.screenshot({ path: test.info().outputPath('push-phone.png') });
});

test('A server without https says so', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const ada = await arrive();
  await ada.signIn(adas);
  await ada.page.goto('/settings/notifications');
  const section = ada.page.locator('parley-push-section');
  await expect(section.getByText('This server has no secure address (https)')).toBeVisible();
  await expect(section.getByRole('button')).toHaveCount(0);
});
