import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test as base } from '../support/test.ts';

/** Bob has written to Ada in two rooms, and directly. */
const test = base.extend<{ rooms: { adas: Account } }>({
  rooms: async ({}, use) => {
    const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
    for (const [name, words] of [
      ['Workshop', 'A plain word'],
      ['Garden', `@${adas.username} look at this`],
    ] as const)
      await bobs.sendMessage(await adas.createRoomWith([bobs], name), words);
    await bobs.sendMessage(await bobs.directRoomWith(adas), 'Lunch?');
    await use({ adas });
  },
});

const cards = ({ page }: Person) => page.locator('[data-card]').getByRole('heading', { level: 2 });

test('What is unread is caught up on by keys', async ({ arrive, rooms: { adas } }) => {
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
  await page.getByRole('group', { name: 'Workshop' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Workshop', level: 1 })).toBeVisible();
});

test('What is unread is caught up on by touch', async ({ arrive, rooms: { adas } }) => {
  const ada = await arrive({ phone: true, dark: true, language: 'de-DE' });
  await ada.signIn(adas, '/unread');
  const { page } = ada;
  const direct = page.getByRole('group', { name: 'Bob' });
  await direct.getByRole('button', { name: 'Als gelesen markieren' }).tap();
  await expect(direct).toHaveCount(0);
  await expectAccessible(ada);
  await page.getByRole('button', { name: 'Rückgängig' }).tap();
  await expect(direct).toBeVisible();
  await direct.getByRole('button', { name: 'Ungelesen lassen' }).tap();
  await expect(direct).not.toContainText('Lunch?');
});

test('A message says why it notified', async ({ arrive, rooms: { adas } }) => {
  const ada = await arrive();
  await ada.signIn(adas);
  await ada.openRoom('Garden');
  await ada.choose('Why did I (not) get this?', 'look at this');
  const dialog = ada.page.getByRole('dialog');
  await expect(dialog.getByText('It mentions you by name.')).toBeVisible();
  await expectAccessible(ada);
});
