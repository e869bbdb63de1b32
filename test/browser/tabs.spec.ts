import type { BrowserContext, Page } from '@playwright/test';
import { Account } from './support/account.ts';
import { expect, test } from './support/test.ts';

const write = async (page: Page, words: string) => {
  await page.getByLabel('Message', { exact: true }).fill(words);
  await page.keyboard.press('Enter');
};

/** Counts what all tabs together ask for. */
function countRequests(context: BrowserContext, path: string): () => number {
  let count = 0;
  context.on('request', (request) => (count += request.url().endsWith(path) ? 1 : 0));
  return () => count;
}

test('Many tabs send every message once, whichever of them is closed', async ({ arrive }) => {
  const [adas, bobs] = [await Account.open('Ada'), await Account.open('Bob')];
  const room = await adas.createRoomWith([bobs], 'Tabs');
  const [ada, bob] = [await arrive(), await arrive()];
  await bob.signIn(bobs, `/rooms/${room.id}`);
  await ada.signIn(adas, `/rooms/${room.id}`);
  const second = await ada.context.newPage();
  await second.goto(`/rooms/${room.id}`);
  const third = await ada.context.newPage();
  await third.goto('/settings/profile');
  await third.getByRole('textbox', { name: 'Display name' }).waitFor();

  // The one in the settings leads: it was opened last. What others write goes out all the same.
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

test('One tab renews the session for all', async ({ arrive }) => {
  const adas = await Account.open('Ada');
  const ada = await arrive();
  await ada.signIn(adas);
  const tabs = [await ada.context.newPage(), await ada.context.newPage()];
  for (const tab of tabs) {
    await tab.clock.install();
    await tab.goto('/');
    await expect(tab.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: /Lobby/ })).toBeVisible();
  }
  const [first, second] = [tabs[0]?.clock, tabs[1]?.clock];
  const renewals = countRequests(ada.context, '/auth/refresh');
  ada.expectsNoNetwork();
  await second?.runFor('08:00');
  const renewed = ada.context.waitForEvent('response', (response) => response.url().endsWith('/auth/refresh'));
  await first?.runFor('09:30');
  await renewed;
  // By its own count the second one's token is older than it may become.
  await second?.runFor('05:00');
  expect(renewals()).toBe(1);
});

test('A choice made in one tab is seen in the others', async ({ arrive }) => {
  const ada = await arrive();
  await ada.signIn(await Account.open('Ada'));
  await ada.page.goto('/settings/privacy');
  const other = await ada.context.newPage();
  await other.goto('/settings/privacy');
  const offline = { name: 'Appear offline' };
  await ada.page.getByRole('switch', offline).check();
  await expect(other.getByRole('switch', offline)).toBeChecked();
});
