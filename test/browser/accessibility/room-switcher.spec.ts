import { expect } from '../support/test.ts';
import { test } from '../support/three-rooms.ts';

test('A few letters lead to a room, and to a member without a direct room so far', async ({ desk }) => {
  const { ada, bobs, heading, keyboard } = desk;
  await keyboard.press('Control+k');
  const dialog = ada.page.getByRole('dialog', { name: 'Go to a room or person' });
  await expect(dialog.getByRole('option').first()).toContainText('Launch week');
  await keyboard.type('qc');
  await expect(dialog.getByRole('option', { selected: true })).toContainText('Quiet corner');
  await keyboard.press('Enter');
  await heading('Quiet corner');
  await expect(ada.composer).toBeFocused();

  await keyboard.press('Control+k');
  await keyboard.type(bobs.username);
  await expect(dialog.getByRole('option', { selected: true })).toContainText(`@${bobs.username}`);
  await keyboard.press('Enter');
  await heading(bobs.name);
});

test('Text typed right after the shortcut goes to the switcher, letter by letter', async ({ desk }) => {
  const { ada, keyboard } = desk;
  const field = ada.page.getByRole('combobox', { name: 'Room or person' });
  for (const word of ['quiet', 'launch', 'lunch']) {
    await ada.composer.focus();
    // In a single task of the page: no key waits for the dialog to be rendered.
    await ada.page.evaluate(`
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true }));
      document.execCommand('insertText', false, '${word}');
    `);
    await expect(field).toHaveValue(word);
    await keyboard.press('Escape');
    await expect(field).toHaveCount(0);
    await expect(ada.composer).toHaveValue('');
  }
});

test('The closed switcher gives the focus back, and no shortcut works behind it', async ({ desk }) => {
  const { ada, heading, keyboard } = desk;
  const log = ada.page.getByRole('log');
  await expect(ada.composer).toBeFocused();
  await log.focus();
  await keyboard.press('Control+k');
  await expect(ada.page.getByRole('combobox', { name: 'Room or person' })).toBeFocused();
  await keyboard.press('Alt+ArrowDown');
  await keyboard.press('Escape');
  await expect(ada.page.getByRole('dialog')).toHaveCount(0);
  await heading('Lunch');
  await expect(log).toBeFocused();
});
