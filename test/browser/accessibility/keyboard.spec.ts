import { expect } from '../support/test.ts';
import { pressAtOnce, test } from '../support/three-rooms.ts';

test('Alt and the arrows go from room to room, with Shift to unread rooms', async ({ desk }) => {
  const { heading, keyboard, ada } = desk;
  await keyboard.press('Alt+Shift+ArrowDown');
  await heading('Launch week');
  await expect(ada.message('Ready?')).toBeVisible();
  await keyboard.press('Alt+ArrowUp');
  await heading('Lunch');
  await keyboard.press('Alt+ArrowDown');
  await heading('Launch week');
});

test('In the list the arrows move and Tab stops once', async ({ desk }) => {
  const { ada, heading, keyboard } = desk;
  // Without the Lobby, which moves to the top whenever another test's people join it.
  await ada.page.getByRole('searchbox', { name: 'Find rooms and messages' }).fill('unch');
  await keyboard.press('Tab');
  await expect(ada.room('Lunch')).toBeFocused();
  await keyboard.press('ArrowDown');
  await expect(ada.room('Launch week')).toBeFocused();
  await keyboard.press('End');
  await keyboard.press('Home');
  await expect(ada.room('Lunch')).toBeFocused();
  expect(await pressAtOnce(ada, ['ArrowDown', 40])).toBe('0'); // where Tab begins, before any rendering
  await expect(ada.room('Launch week')).toBeFocused();
  await keyboard.press('Tab');
  await expect(ada.page.getByRole('link', { name: 'Search messages for “unch”' })).toBeFocused();
  await keyboard.press('Tab');
  await expect(ada.page.getByRole('button', { name: /Account and settings/ })).toBeFocused();
  await keyboard.press('Shift+Tab');
  await keyboard.press('Shift+Tab');
  await expect(ada.room('Launch week')).toBeFocused();
  await keyboard.press('Enter');
  await heading('Launch week');
});

test('F6 cycles through the regions of the screen', async ({ desk }) => {
  const { ada, keyboard } = desk;
  await expect(ada.composer).toBeFocused();
  await keyboard.press('F6');
  await expect(ada.room('Lunch')).toBeFocused();
  await keyboard.press('F6');
  await expect(ada.page.getByRole('log')).toBeFocused();
  await keyboard.press('F6');
  await expect(ada.composer).toBeFocused();
  await keyboard.press('Shift+F6');
  await expect(ada.page.getByRole('log')).toBeFocused();
});

test('Escape marks a room as read and goes to its end', async ({ desk }) => {
  const { ada, bobs, quiet, keyboard } = desk;
  for (let count = 1; count <= 40; count++) await bobs.sendMessage(quiet, `Line ${count}`);
  await expect(ada.room('Quiet corner')).toContainText('40 unread messages');
  await ada.room('Quiet corner').click();
  await expect(ada.message(/Line 1$/)).toBeVisible();
  await expect(ada.message('Line 40')).toHaveCount(0);
  await keyboard.press('Escape');
  await expect(ada.message('Line 40')).toBeVisible();
  await expect(ada.room('Quiet corner')).not.toContainText('unread');
  await expect(ada.composer).toBeFocused();
});

test('A question mark shows all shortcuts, but is a question mark in a field', async ({ desk }) => {
  const { ada, keyboard } = desk;
  await keyboard.type('Why?');
  await expect(ada.composer).toHaveValue('Why?');
  await ada.page.getByRole('log').focus();
  await keyboard.press('?');
  const sheet = ada.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Next unread room')).toBeVisible();
  await keyboard.type('room or person');
  await expect(sheet.getByRole('term')).toHaveText(['Go to a room or person']);
  await expect(sheet.getByRole('definition')).toHaveText(['CtrlK']);
});
