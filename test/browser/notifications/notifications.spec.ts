import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test as base } from '../support/test.ts';

interface ShownNotification {
  title: string;
  body: string;
}

/** Ada's window is out of focus; Bob is signed in. */
const test = base.extend<{ scene: { ada: Person; bobs: Account; adas: Account } }>({
  scene: async ({ arrive }, use) => {
    const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
    const ada = await arrive();
    await ada.context.addInitScript({ content: RECORD_NOTIFICATIONS });
    await ada.signIn(adas);
    await expect(ada.room('Lobby')).toBeVisible();
    await ada.page.evaluate(LOSE_FOCUS);
    await use({ ada, bobs, adas });
  },
});

/** Headless Chromium shows no notifications: they are recorded here, and the test clicks them. */
const RECORD_NOTIFICATIONS = `
  window.shown = [];
  navigator.setAppBadge = async (count) => void (window.badge = count);
  navigator.clearAppBadge = async () => void (window.badge = 0);
  window.sounds = 0;
  OscillatorNode.prototype.start = () => void window.sounds++;
  OscillatorNode.prototype.stop = () => {};
  document.hasFocus = () => !window.isBlurred;
  window.Notification = class {
    static get permission() { return window.mayPopUp ?? 'default'; }
    static async requestPermission() { return (window.mayPopUp = 'granted'); }
    constructor(title, options) { window.shown.push(Object.assign(this, { title, ...options })); }
    close() {}
  };
`;
const LOSE_FOCUS = "window.isBlurred = true; window.dispatchEvent(new Event('blur'))";

const shown = ({ page }: Person) =>
  page.evaluate<ShownNotification[]>('window.shown.map(({ title, body }) => ({ title, body }))');

test('A missed direct message asks for permission to notify, and notifications follow', async ({ scene }) => {
  const { ada, bobs, adas } = scene;
  const direct = await bobs.directRoomWith(adas);
  await bobs.sendMessage(direct, 'Lunch?');
  await expect(ada.page.getByText('You were mentioned while away')).toBeVisible();
  expect(await shown(ada)).toEqual([]);
  await ada.page.getByRole('button', { name: 'Show notifications' }).click();
  await expect(ada.page.getByText('You were mentioned while away')).toHaveCount(0);

  await bobs.sendMessage(direct, 'Pizza?');
  await expect.poll(() => shown(ada)).toEqual([{ title: 'Bob', body: 'Pizza?' }]);
  await ada.page.evaluate('window.shown[0].onclick()');
  await ada.seesSent('Pizza?');
  await expect(ada.page).toHaveTitle(/Bob/);
});

test('One of several tabs notifies, whichever is closed', async ({ scene: { ada, bobs, adas } }) => {
  const direct = await bobs.directRoomWith(adas);
  await adas.directRoomWith(bobs); // Ada sees it before Bob writes, because she has opened it, too
  const tabs = [ada, await ada.openTab('/rooms'), await ada.openTab('/settings/profile')];
  await expect(tabs[1]?.room('Bob') ?? ada.room('')).toBeVisible();
  await tabs[2]?.page.getByRole('textbox', { name: 'Display name' }).waitFor();
  for (const { page } of tabs) {
    await page.evaluate("window.mayPopUp = 'granted'; window.dispatchEvent(new Event('focus'))");
    await page.evaluate(LOSE_FOCUS);
  }
  const shownIn = async (left: Person[]) => (await Promise.all(left.map(shown))).flat().map(({ body }) => body);
  await bobs.sendMessage(direct, 'Lunch?');
  await expect.poll(() => shownIn(tabs)).toEqual(['Lunch?']);
  // Duplicates have been shown by the time that all tabs know of a later notification.
  await bobs.sendMessage(direct, 'Pizza?');
  await expect.poll(() => shownIn(tabs)).toEqual(['Lunch?', 'Pizza?']);
  await expect(tabs[1]?.room('Bob') ?? ada.room('')).toContainText('2 unread messages');
  expect(await shownIn(tabs)).toEqual(['Lunch?', 'Pizza?']);

  await tabs.pop()?.page.close();
  const before = (await shownIn(tabs)).length;
  // Another tab takes over at once; a message of that very moment is shown, but makes no sound.
  let sent = 0;
  await expect(async () => {
    await bobs.sendMessage(direct, `Noodles ${++sent}?`);
    await expect.poll(async () => (await shownIn(tabs)).length - before, { timeout: 2_000 }).toBeGreaterThan(0);
  }).toPass();
  await expect(tabs[1]?.room('Bob') ?? ada.room('')).toContainText(`${2 + sent} unread messages`);
  expect((await shownIn(tabs)).slice(before)).toEqual([`Noodles ${sent}?`]);
});

test('Permission is not asked for on arrival', async ({ scene: { ada, bobs } }) => {
  await bobs.sendMessage(await bobs.lobby(), 'To nobody in particular');
  await expect(ada.room('Lobby')).toContainText('unread message');
  await expect(ada.page.getByRole('button', { name: 'Show notifications' })).toHaveCount(0);
  expect(await ada.page.evaluate('Notification.permission')).toBe('default');
  await expect(ada.page.locator('link[rel=icon]')).toHaveAttribute('href', 'favicon-unread.svg');
  expect(await ada.page.evaluate('window.badge')).toBe(0);
});

test('The title and the app badge count unread messages until they are read, of no muted room', async ({
  scene: { ada, bobs, adas },
}) => {
  const icon = ada.page.locator('link[rel=icon]');
  const badge = () => ada.page.evaluate<number>('window.badge');
  const muted = await bobs.createRoomWith([adas], 'Noise');
  await adas.ask('PATCH', `/rooms/${muted.id}/membership`, { notify: 'none' });
  await bobs.sendMessage(muted, 'Nothing that matters');
  // It is in none of the numbers and pictures below.
  await expect(ada.room('Noise')).toContainText('Nothing that matters');
  const direct = await bobs.directRoomWith(adas);
  await bobs.sendMessage(direct, 'Lunch?');
  await bobs.sendMessage(direct, 'Pizza?');
  await expect(ada.page).toHaveTitle(/^\(2\) /);
  await expect(icon).toHaveAttribute('href', 'favicon-called.svg');
  await expect.poll(badge).toBe(2);

  await ada.page.evaluate("window.isBlurred = false; window.dispatchEvent(new Event('focus'))");
  await ada.openRoom('Bob');
  await ada.seesSent('Pizza?');
  await expect(ada.page).toHaveTitle(/^Bob/);
  await expect(icon).toHaveAttribute('href', 'favicon.svg');
  await expect.poll(badge).toBe(0);
});

test('A mention makes a sound, unless sounds are off', async ({ scene: { ada, bobs, adas } }) => {
  const soundCount = () => ada.page.evaluate<number>('window.sounds');
  const direct = await bobs.directRoomWith(adas);
  await ada.page.mouse.click(700, 400); // browsers are silent before
  await ada.page.evaluate("window.mayPopUp = 'granted'; window.dispatchEvent(new Event('focus'))");
  await ada.page.evaluate(LOSE_FOCUS);
  await bobs.sendMessage(direct, 'Lunch?');
  await expect.poll(soundCount).toBe(2);

  await ada.page.getByRole('button', { name: /Account and settings/ }).click();
  await ada.page.getByRole('menuitem', { name: 'Settings' }).click();
  await ada.page.getByRole('link', { name: 'Notifications' }).click();
  await ada.page.getByRole('switch', { name: 'Sound' }).uncheck();
  await expect(ada.page.getByRole('switch', { name: 'Sound' })).not.toBeChecked();
  await ada.page.getByRole('link', { name: 'Back to the rooms' }).click();
  await ada.page.evaluate(LOSE_FOCUS);
  await bobs.sendMessage(direct, 'Pizza?');
  await expect.poll(() => shown(ada)).toHaveLength(2);
  expect(await soundCount()).toBe(2);
});

test('A pause lasts, and ends on request', async ({ scene: { ada, bobs, adas } }) => {
  // The page shows a choice before the server has it, and the server says what is silent.
  const pausedUntil = async () =>
    (await adas.ask<{ preferences: { dndUntil?: string | null } }>('GET', '/users/me')).preferences.dndUntil ?? null;
  await ada.page.evaluate("window.mayPopUp = 'granted'; window.dispatchEvent(new Event('focus'))");
  await ada.page.evaluate(LOSE_FOCUS);
  await ada.page.getByRole('button', { name: /Account and settings/ }).click();
  await ada.page.getByRole('menuitem', { name: 'Pause notifications' }).click();
  await ada.page.getByRole('menuitem', { name: 'For an hour' }).click();
  const account = ada.page.getByRole('button', { name: /Account and settings/ });
  await expect(account).toContainText('Pause notifications');
  await expect.poll(pausedUntil).not.toBeNull();
  const direct = await bobs.directRoomWith(adas);
  await bobs.sendMessage(direct, 'Psst');
  await expect(ada.room('Bob')).toContainText('1 unread message');
  expect(await shown(ada)).toEqual([]);

  await account.click();
  await ada.page.getByRole('menuitem', { name: 'Notify me again' }).click();
  await expect(account).not.toContainText('Pause notifications');
  await expect.poll(pausedUntil).toBeNull();
  await bobs.sendMessage(direct, 'Hello');
  await expect.poll(() => shown(ada)).toEqual([{ title: 'Bob', body: 'Hello' }]);
});

test('Quiet hours, sound and mail are stored for every device', async ({ scene: { ada, adas } }) => {
  await ada.page.goto('/settings/notifications');
  await ada.page.getByRole('switch', { name: 'Sound' }).uncheck();
  await ada.page.getByRole('switch', { name: 'Quiet hours' }).check();
  await ada.page.getByLabel('From', { exact: true }).fill('21:30');
  await ada.page.getByLabel('From', { exact: true }).blur();
  await ada.page.getByRole('switch', { name: 'Mail me what I missed' }).uncheck();
  const storedPreferences = async () => (await adas.ask<{ preferences: object }>('GET', '/users/me')).preferences;
  const quietHours = { from: '21:30', to: '07:00', timeZone: 'UTC' };
  await expect.poll(storedPreferences).toMatchObject({ sounds: false, emailDigest: false, quietHours });
});
