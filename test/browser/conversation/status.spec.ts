import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

test('A status is set with an emoji and an end, and others see it at once', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const direct = await ada.directRoomWith(bob);
  await ada.sendMessage(direct, 'Good morning');
  const [author, reader] = [await arrive(), await arrive()];
  await reader.signIn(bob, `/rooms/${direct.id}`);
  await author.signIn(ada);
  const { page } = author;
  const dialog = page.getByRole('dialog', { name: 'Set a status' });

  await test.step('by a suggestion', async () => {
    await page.getByRole('button', { name: /Account and settings/ }).click();
    await page.getByRole('menuitem', { name: 'Set a status' }).click();
    await dialog.getByRole('button', { name: /At lunch/ }).click();
    await expect(dialog.getByRole('textbox', { name: 'Status' })).toHaveValue('At lunch');
    await expectAccessible(author);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('button', { name: /Account and settings/ })).toContainText('🍽️ At lunch');
  });

  await test.step('beside the name in the list, in messages and in the header', async () => {
    await expect(reader.room('Ada')).toContainText('🍽️');
    await expect(reader.message('Good morning')).toContainText('🍽️');
    await expect(reader.page.getByText('🍽️ At lunch').first()).toBeVisible();
  });

  await test.step('not with an end that is over', async () => {
    await page.getByRole('button', { name: /Account and settings/ }).click();
    await page.getByRole('menuitem', { name: /^Status: / }).click();
    await dialog.getByRole('combobox', { name: 'Ends' }).selectOption('At a time of your choice');
    await dialog.getByLabel('Day and time').fill('2020-01-01T10:00');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText('This time is over.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Clear' }).click();
    await expect(dialog).toBeHidden();
    await expect(reader.room('Ada')).not.toContainText('🍽️');
  });
});

test('A direct conversation says when it is late for the other, and the card what time it is there', async ({
  arrive,
}) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const direct = await ada.directRoomWith(bob);
  await ada.sendMessage(direct, 'Good morning');
  // Zones of half a day, of which it is night in one at any time.
  const night = [0, 6, 12, 18].map((ahead) => (new Date().getUTCHours() + ahead) % 24).findIndex((hour) => hour < 6);
  const zone = ['Etc/UTC', 'Etc/GMT-6', 'Etc/GMT-12', 'Etc/GMT+6'][night] ?? 'Etc/UTC';
  await ada.ask('PATCH', '/users/me', { timeZone: zone });
  const reader = await arrive({ timezone: zone === 'Etc/UTC' ? 'Etc/GMT-6' : 'Etc/UTC' });
  await reader.signIn(bob, `/rooms/${direct.id}`);
  await expect(reader.page.getByText(/^It is .* for .*Ada/)).toBeVisible();
  await reader.message('Good morning').locator('.author').click();
  await expect(reader.page.getByRole('dialog').getByText(/ahead of you|behind you/)).toBeVisible();

  await ada.ask('PATCH', '/users/me', {
    preferences: { dndUntil: new Date(Date.now() + 3_600_000).toISOString(), shareTimeZone: false },
  });
  await expect(reader.page.getByRole('dialog').getByText(/Notifications are paused until/)).toBeVisible();
  await reader.page.keyboard.press('Escape');
  await expect(reader.page.getByText(/has paused notifications until/)).toBeVisible();
});
