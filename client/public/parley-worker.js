'use strict';
/**
 * The service worker: shows pushes, and lets Angular's worker, which it loads, do everything else. Its listeners stand first,
 * because that one shows nothing for a push without a title, and opens a click by loading the page anew. A push that shows
 * nothing is a strike on iOS: after three the permission is gone.
 */
const NGSW = './ngsw-worker.js';
const API = '/api/v1/push';
/** How long an open page may take to follow a click before it is loaded anew. */
const FOLLOW_MS = 1_000;
const DATABASE = 'parley-push';
const STORE = 'device';

self.addEventListener('push', (event) => {
  event.stopImmediatePropagation();
  event.waitUntil(show(payloadOf(event.data)));
});

self.addEventListener('notificationclick', (event) => {
  const { path } = event.notification.data ?? {};
  // Shown by a page of a version before: Angular's worker answers the click.
  if (typeof path !== 'string') return;
  event.stopImmediatePropagation();
  event.notification.close();
  event.waitUntil(open(path));
});

self.addEventListener('pushsubscriptionchange', (event) => {
  event.stopImmediatePropagation();
  event.waitUntil(renew(event));
});

/** Whatever came, it is shown: a broken payload as a message without words. */
function payloadOf(data) {
  try {
    const payload = data?.json();
    return payload && typeof payload === 'object' ? payload : {};
  } catch {
    return {};
  }
}

async function show({ notification, badge, read }) {
  const { title, body, tag, lang, navigate, data } = wellFormed(notification);
  await withdraw(Array.isArray(read) ? read : [], data.roomId, tag);
  await self.registration.showNotification(title, {
    body,
    ...(tag && { tag, renotify: true }),
    ...(lang && { lang }),
    icon: 'icons/icon-192.png',
    badge: 'icons/badge-96.png',
    data: { ...data, path: navigate },
  });
  await Promise.allSettled([tell(data.token), setBadge(badge), tellPages({ type: 'push-shown', token: data.token })]);
}

function wellFormed(notification) {
  const given = notification && typeof notification === 'object' ? notification : {};
  const text = (value, instead) => (typeof value === 'string' && value ? value : instead);
  const isGerman = /^de\b/i.test(self.navigator.language ?? '');
  const path = text(given.navigate, '/');
  return {
    title: text(given.title, 'Parley'),
    body: text(given.body, isGerman ? 'Neue Nachricht' : 'New message'),
    tag: text(given.tag, ''),
    lang: text(given.lang, ''),
    // Within this site alone.
    navigate: /^\/(?!\/)/.test(path) ? path : '/',
    data: given.data && typeof given.data === 'object' ? given.data : {},
  };
}

/** Takes away notifications of rooms that were read elsewhere, and what a page has shown of the room of this one. */
async function withdraw(tags, roomId, tag) {
  for (const shown of await self.registration.getNotifications())
    if (tags.includes(shown.tag) || (roomId && shown.data?.roomId === roomId && shown.tag !== tag)) shown.close();
}

async function tell(token) {
  if (typeof token === 'string') await post('shown', { token });
}

async function setBadge(count) {
  if (!Number.isInteger(count) || !self.navigator.setAppBadge) return;
  await (count > 0 ? self.navigator.setAppBadge(count) : self.navigator.clearAppBadge());
}

async function tellPages(message) {
  for (const page of await self.clients.matchAll({ type: 'window' })) page.postMessage(message);
}

/** An open page goes there without being loaded anew. */
async function open(path) {
  const pages = await self.clients.matchAll({ type: 'window' });
  const page =
    pages.find(({ focused }) => focused) ??
    pages.find(({ visibilityState }) => visibilityState === 'visible') ??
    pages[0];
  if (!page) return self.clients.openWindow(path);
  await page.focus().catch(() => undefined);
  const { port1, port2 } = new MessageChannel();
  const followed = new Promise((resolve) => {
    port1.onmessage = () => resolve(true);
    setTimeout(() => resolve(false), FOLLOW_MS);
  });
  page.postMessage({ type: 'push-open', path }, [port2]);
  if (!(await followed)) await page.navigate(path).catch(() => self.clients.openWindow(path));
}

/** The browser has given up a subscription: the server learns the next one by the secret of this device. */
async function renew({ oldSubscription, newSubscription }) {
  const device = await ownDevice();
  const options = oldSubscription?.options;
  const next = newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (device && next) await post('renew', { ...next.toJSON(), id: device.id, secret: device.secret });
}

/** What the page has stored when the device was registered. */
function ownDevice() {
  return new Promise((resolve) => {
    const opening = indexedDB.open(DATABASE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => resolve(undefined);
    opening.onsuccess = () => {
      const reading = opening.result.transaction(STORE).objectStore(STORE).get('own');
      reading.onsuccess = () => resolve(reading.result);
      reading.onerror = () => resolve(undefined);
    };
  });
}

async function post(path, body) {
  await fetch(`${API}/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    credentials: 'omit',
    body: JSON.stringify(body),
  });
}

// The content security policy takes an address of a script from a policy alone (Trusted Types).
const policy = self.trustedTypes?.createPolicy('parley', { createScriptURL: (url) => url });
importScripts(policy ? policy.createScriptURL(NGSW) : NGSW);
