import type { Page } from '@playwright/test';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

const write = async (page: Page, words: string) => {
  await page.getByLabel('Message', { exact: true }).fill(words);
  await page.keyboard.press('Enter');
};

test('Many tabs send every message once, whichever of them is closed', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Tabs');
  const [ada, bob] = [await arrive(), await arrive()];
  await bob.signIn(bobs, `/rooms/${room.id}`);
  await ada.signIn(adas, `/rooms/${room.id}`);
  const second = await ada.context.newPage();
  await second.goto(`/rooms/${room.id}`);
  const third = await ada.context.newPage();
  await third.goto('/settings/profile');
  await third.getByRole('textbox', { name: 'Display name' }).waitFor();

  // The tab in the settings is active: it was opened last. What is written in the others is sent all the same.
  await write(ada.page, 'From the first');
  await write(second, 'From the second');
  for (const words of ['From the first', 'From the second']) await bob.seesSent(words);
  await expect(second.getByText('Sending')).toHaveCount(0);

  await third.close();
  await write(ada.page, 'After the leader has gone');
  await bob.seesSent('After the leader has gone');
  await second.close();
  await write(ada.page, 'Alone');
  for (const words of ['From the first', 'From the second', 'After the leader has gone', 'Alone']) {
    await ada.seesSent(words);
    await bob.sees(words);
  }
});

test('A setting of a tab applies in the others', async ({ arrive }) => {
  const ada = await arrive();
  await ada.signIn(await Account.register('Ada'));
  await ada.page.goto('/settings/privacy');
  const other = await ada.context.newPage();
  await other.goto('/settings/privacy');
  const offline = { name: 'Appear offline' };
  await ada.page.getByRole('switch', offline).check();
  await expect(other.getByRole('switch', offline)).toBeChecked();
});

test('Tabs that need a new token at the same time get it with a single refresh', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const rooms = [await adas.createRoom('First'), await adas.createRoom('Second')];
  for (const room of rooms) await adas.sendMessage(room, `Hello, ${room.name}`);
  const ada = await arrive();
  await ada.signIn(adas);
  const tabs = [ada.page, await ada.context.newPage()];
  await tabs[1]?.goto('/rooms');
  for (const tab of tabs) await expect(tab.getByRole('link', { name: 'First' })).toBeVisible();

  // Each tab gets a refusal of its expired token; the refresh waits until both have asked for a token.
  ada.allowError(/status of 401/);
  let refreshes = 0;
  const both = Promise.withResolvers<undefined>();
  await ada.context.route('**/auth/refresh', async (route) => {
    refreshes++;
    await both.promise;
    await route.continue();
  });
  for (const [index, tab] of tabs.entries()) {
    await tab.route(
      `**/rooms/${rooms[index]?.id}/messages?*`,
      (route) => route.fulfill({ status: 401, json: { status: 401, code: 'token_expired' } }),
      { times: 1 },
    );
    await tab.getByRole('link', { name: rooms[index]?.name ?? '' }).click();
  }
  const waiting = () =>
    ada.page.evaluate<string>(`navigator.locks.query().then(({ held, pending }) =>
      [held, pending].map((locks) => locks.filter(({ name }) => name === 'parley.refresh').length).join())`);
  await expect.poll(waiting).toBe('1,1');
  both.resolve(undefined);

  for (const [index, tab] of tabs.entries())
    await expect(tab.getByRole('article').getByText(`Hello, ${rooms[index]?.name}`)).toBeVisible();
  expect(refreshes).toBe(1);
});
