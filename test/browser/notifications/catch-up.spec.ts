import { expectAccessible } from '../support/accessible.ts';
import type { SavedPage } from '../../../src/saved/saved.dto.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** Bob has written in two rooms, and directly. @returns who has not read it */
async function arrangeUnread(): Promise<Account> {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  await bob.sendMessage(await ada.createRoomWith([bob], 'Workshop'), 'A plain word');
  await bob.sendMessage(await ada.createRoomWith([bob], 'Garden'), `@${ada.username} look at this`);
  await bob.sendMessage(await bob.directRoomWith(ada), 'Lunch?');
  return ada;
}

const savedBy = async (adas: Account) =>
  (await adas.ask<SavedPage>('GET', '/saved')).items.map(({ message }) => message?.body);

const cards = ({ page }: Person) => page.locator('[data-card] .head h2');

test('What is unread is caught up on by keys', async ({ arrive }) => {
  const adas = await arrangeUnread();
  const ada = await arrive();
  await ada.signIn(adas, '/unread');
  const { page } = ada;
  await expect(cards(ada).filter({ hasNotText: 'Lobby' })).toHaveText(['Bob', 'Garden', 'Workshop']);
  await expect(page.getByText('Lunch?').last()).toBeVisible();
  await expectAccessible(ada);
  await expect(page.getByRole('group', { name: 'Bob' })).toBeFocused();
  await page.keyboard.press('j');
  await expect(page.getByRole('group', { name: 'Garden' })).toBeFocused();
  await page.keyboard.press('x');
  await expect(cards(ada).filter({ hasText: 'Garden' })).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Workshop' })).toBeFocused();
  await page.keyboard.press('z');
  await expect(page.getByRole('group', { name: 'Garden' })).toBeFocused();
  await page.keyboard.press('u');
  await expect(page.getByRole('group', { name: 'Garden' })).not.toContainText('look at this');
  await page.keyboard.press('k');
  await page.keyboard.press('u');
  await expect(page.getByRole('group', { name: 'Garden' })).toContainText('look at this');
  await page.keyboard.press('s');
  await expect(page.getByText('Saved. You find it under “Later”.')).toBeVisible();
  await expect.poll(() => savedBy(adas)).toEqual([expect.stringContaining('look at this')]);
  await page.keyboard.press('z');
  await expect.poll(() => savedBy(adas)).toEqual([]);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys.getByText('Save the first unread message for later')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('group', { name: 'Workshop' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Workshop', level: 1 })).toBeVisible();
});

test('What is unread is caught up on by touch', async ({ arrive }) => {
  const adas = await arrangeUnread();
  const ada = await arrive({ phone: true, dark: true, language: 'de-DE' });
  await ada.signIn(adas, '/unread');
  const { page } = ada;
  const direct = page.getByRole('group', { name: 'Bob' });
  await expect(direct).toBeVisible();
  await expectAccessible(ada);
  await direct.getByRole('button', { name: 'Als gelesen markieren' }).tap();
  await expect(direct).toHaveCount(0);
  await page.getByRole('button', { name: 'Rückgängig' }).tap();
  await expect(direct).toBeVisible();
  await direct.getByRole('button', { name: 'Ungelesen lassen' }).tap();
  await expect(direct).not.toContainText('Lunch?');
});

test('A message says why it notified', async ({ arrive }) => {
  const adas = await arrangeUnread();
  const ada = await arrive();
  await ada.signIn(adas);
  await ada.openRoom('Garden');
  await ada.choose('Why did I (not) get this?', 'look at this');
  const dialog = ada.page.getByRole('dialog');
  await expect(dialog.getByText('It mentions you by name.')).toBeVisible();
  await expectAccessible(ada);
});
