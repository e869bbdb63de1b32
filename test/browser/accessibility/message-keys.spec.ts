import { expect } from '../support/test.ts';
import { pressAtOnce, test } from '../support/three-rooms.ts';

test('In the messages the arrows go to the next and the previous message, and keys do what the menu does', async ({
  desk,
}) => {
  const { ada, bobs, launch, heading, keyboard } = desk;
  for (let count = 1; count <= 40; count++) await bobs.sendMessage(launch, `Line ${count}`);
  await ada.room('Launch week').click();
  await heading('Launch week');
  await ada.composer.focus();
  await keyboard.press('Escape');
  await expect(ada.message('Line 40')).toBeInViewport();
  await ada.sendMessage('My own line');
  await ada.seesSent('My own line');
  const log = ada.page.getByRole('log');
  const row = (words: string | RegExp) => ada.message(words);

  await log.focus();
  await keyboard.press('End');
  await expect(row('My own line')).toBeFocused();
  await keyboard.press('ArrowUp');
  await expect(row('Line 40')).toBeFocused();
  await expect(row('Line 40')).toHaveAccessibleName(/^Bob Baker at [^:]+:\d\d.*: Line 40$/);
  for (let count = 0; count < 25; count++) await keyboard.press('ArrowUp');
  await expect(row('Line 15')).toBeFocused();
  await expect(row('Line 15')).toBeInViewport();
  await keyboard.press('Home');
  await expect(ada.page.locator('[data-stop]:focus')).toHaveCount(1);
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowDown');
  await keyboard.press('End');
  await expect(row('My own line')).toBeFocused();
  await keyboard.press('PageUp');
  await expect(row('My own line')).not.toBeFocused();
  await keyboard.press('PageDown');
  await expect(row('My own line')).toBeFocused();

  await keyboard.press('Enter');
  await expect(ada.page.getByRole('menuitem').first()).toBeFocused();
  await keyboard.press('Escape');
  await expect(row('My own line').getByRole('button', { name: 'Message actions' })).toBeFocused();
  await keyboard.press('Escape');
  await expect(row('My own line')).toBeFocused();
  await keyboard.press('+');
  await expect(ada.page.getByRole('menuitemcheckbox').first()).toBeFocused();
  await keyboard.press('Enter');
  await expect(row('My own line').getByRole('button', { name: /👍 1/ })).toBeVisible();
  await expect(ada.page.getByRole('menu')).toHaveCount(0);

  await log.focus();
  await keyboard.press('End');
  await expect(row('My own line')).toBeFocused();
  await keyboard.press('e');
  await expect(ada.composer).toHaveValue('My own line');
  await expect(ada.composer).toBeFocused();
  await keyboard.press('Escape');
  await log.focus();
  await keyboard.press('End');
  await keyboard.press('ArrowUp');
  await expect(row('Line 40')).toBeFocused();
  await keyboard.press('e');
  await expect(row('Line 40'), 'nobody edits what others wrote').toBeFocused();
  await keyboard.press('r');
  await expect(ada.composer).toBeFocused();
  await expect(ada.page.getByText('Reply to Bob Baker')).toBeVisible();
  await keyboard.press('Escape');

  await log.focus();
  await keyboard.press('End');
  await keyboard.press('ArrowDown');
  await expect(ada.composer).toBeFocused();

  await row('My own line').getByText('My own line').click();
  await keyboard.press('e');
  await expect(ada.composer, 'a click is no step of the keys: whoever types on writes').toHaveValue('e');
});

test('Typing without a focused field goes to the composer', async ({ desk }) => {
  const { ada, keyboard } = desk;
  await ada.page.getByRole('log').focus();
  await keyboard.press('ArrowUp');
  await keyboard.press('q');
  await expect(ada.composer, 'a row knows letters of its own').toHaveValue('');
  await ada.page.getByRole('log').focus();
  await keyboard.type('Another helping');
  await expect(ada.composer).toHaveValue('Another helping');
  await ada.page.getByRole('button', { name: 'New or join' }).click();
  await expect(ada.page.getByRole('menuitem').first()).toBeVisible();
  await keyboard.type('n');
  await expect(ada.composer).toHaveValue('Another helping');
});

test('A key that follows at once is not lost to a menu that is still closing', async ({ desk }) => {
  const { ada, bobs, lunch, keyboard } = desk;
  await bobs.sendMessage(lunch, 'Bread');
  await bobs.sendMessage(lunch, 'Cheese');
  await ada.seesSent('Cheese');
  await ada.page.getByRole('log').focus();
  await keyboard.press('End');
  await expect(ada.message('Cheese')).toBeFocused();
  await keyboard.press('Enter');
  await expect(ada.page.getByRole('menuitem').first()).toBeFocused();
  await pressAtOnce(ada, ['Escape', 27], ['ArrowUp', 38]);
  await expect(ada.message('Bread')).toBeFocused();
  await expect(ada.page.getByRole('menu')).toHaveCount(0);
  await expect(ada.message('Bread')).toBeFocused();
});
