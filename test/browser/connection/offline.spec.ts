import type { APIResponse, Page } from '@playwright/test';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

/** What the service worker caches, from the manifest of the build. */
interface AssetGroup {
  installMode: 'prefetch' | 'lazy';
  urls: string[];
}
const LARGE_BYTES = 400_000;
const installed = 'navigator.serviceWorker.ready.then(() => caches.keys()).then((all) => all.length > 0)';

test('Offline the app still opens, with the rooms read lately', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Expedition');
  await adas.sendMessage(room, 'All aboard');
  const ada = await arrive({ withServiceWorker: true });
  await ada.signIn(adas, `/rooms/${room.id}`);
  await ada.sees('All aboard');
  await expect.poll(() => ada.page.evaluate(installed), { timeout: 30_000 }).toBe(true);
  await ada.page.reload();
  await ada.sees('All aboard');
  await expect.poll(() => cachedResponses(ada.page), { timeout: 15_000 }).toBeGreaterThan(1);

  await ada.loseNetwork();
  await ada.page.goto('/');
  await ada.openRoom('Expedition');
  await ada.sees('All aboard');
  await expect(ada.page.getByRole('log')).toContainText(`${bobs.name} joined`);
  await ada.sendMessage('Written on the way');
  await expect(ada.message('Written on the way')).toContainText('Sending');

  await adas.sendMessage(room, 'Where are you?');
  await ada.regainNetwork();
  await ada.seesSent('Where are you?');
  await ada.seesSent('Written on the way');
});

test('A newer version is offered, and installed on request: drafts stay', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const ada = await arrive({ withServiceWorker: true });
  await ada.signIn(adas);
  await ada.openRoom('Lobby');
  await expect.poll(() => ada.page.evaluate(installed), { timeout: 30_000 }).toBe(true);
  await ada.page.reload();
  const offer = ada.page.getByText('There is a new version of Parley.');
  await ada.composer.fill('Half a tho');
  await expect(offer).toHaveCount(0);

  ada.network.bringNewVersion();
  await ada.page.reload(); // the service worker checks for a new version on navigation
  await expect(offer).toBeVisible({ timeout: 30_000 });
  await ada.composer.pressSequentially('ught');
  await ada.page.getByRole('button', { name: 'Reload' }).click();
  await expect(offer).toHaveCount(0);
  await expect(ada.composer).toHaveValue('Half a thought');
});

test('Signing out leaves nothing to read on the device', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const ada = await arrive();
  await ada.signIn(adas);
  await ada.openRoom('Lobby');
  await expect.poll(() => cachedResponses(ada.page), { timeout: 15_000 }).toBeGreaterThan(0);
  await ada.page.getByRole('button', { name: /Account and settings/ }).click();
  await ada.page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(ada.page.getByText('You are signed out.')).toBeVisible();
  await expect
    .poll(() => ada.page.evaluate('indexedDB.databases().then((all) => all.map(({ name }) => name))'))
    .not.toContain('parley-shelf');
  expect(await ada.page.evaluate("localStorage.getItem('parley.me')")).toBeNull();
});

test('Files of no version are not found; the page is revalidated each time, its parts never', async ({ request }) => {
  const page = await request.get('/rooms');
  expect(page.headers()['cache-control']).toBe('no-cache');
  const part = /src="(main-[^"]+\.js)"/.exec(await page.text())?.[1] ?? '';
  expect((await request.get(`/${part}`)).headers()['cache-control']).toContain('immutable');
  expect((await request.get('/ngsw.json')).headers()['cache-control']).toBe('no-cache');
  for (const worker of ['/parley-worker.js', '/ngsw-worker.js'])
    expect((await request.get(worker)).headers()['cache-control'], worker).toBe('no-cache');
  expect((await request.get('/chunk-ABCDEFGH.js')).status()).toBe(404);
  const manifest = (await (await request.get('/manifest.webmanifest')).json()) as { icons: { src: string }[] };
  for (const { src } of manifest.icons) expect((await request.get(`/${src}`)).status(), src).toBe(200);
});

const type = (response: APIResponse) => response.headers()['content-type']?.toLowerCase();

test('Large answers are compressed: the files of the build, and lists on request', async ({ request }) => {
  const encodings = { 'accept-encoding': 'gzip, br' };
  const page = await request.get('/rooms', { headers: encodings });
  const [part = ''] = /main-[^"]+\.js/.exec(await page.text()) ?? [];
  for (const path of ['/rooms', `/${part}`, '/ngsw.json', '/api/docs-json']) {
    const small = await request.get(path, { headers: encodings });
    expect(small.headers(), path).toMatchObject({
      'content-encoding': 'br',
      vary: expect.stringContaining('Accept-Encoding'),
    });
    const plain = await request.get(path, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers()['content-encoding'], path).toBeUndefined();
    expect(await small.text(), path).toBe(await plain.text());
    expect(type(small), path).toBe(type(plain));
  }
});

test('Emoji are not downloaded before they are needed', async ({ request }) => {
  const { assetGroups } = (await (await request.get('/ngsw.json')).json()) as { assetGroups: AssetGroup[] };
  const [ahead, wanted] = ['prefetch', 'lazy'].map((mode) =>
    assetGroups.filter(({ installMode }) => installMode === mode).flatMap(({ urls }) => urls),
  );
  expect(wanted).toContainEqual(expect.stringMatching(/^\/compact-/));
  for (const url of ahead ?? []) expect((await (await request.get(url)).body()).length, url).toBeLessThan(LARGE_BYTES);
});

/** The number of entries in the offline cache of this device. */
const cachedResponses = (page: Page) =>
  page.evaluate<number>(`new Promise(async (resolve) => {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'parley-shelf')) return resolve(0);
    const request = indexedDB.open('parley-shelf');
    request.onerror = () => resolve(0);
    request.onsuccess = () => {
      const database = request.result;
      if (!database.objectStoreNames.contains('shelf')) return resolve(0);
      const count = database.transaction('shelf').objectStore('shelf').count();
      count.onsuccess = () => { database.close(); resolve(count.result); };
    };
  })`);
