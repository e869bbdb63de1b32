import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test as base } from '../support/test.ts';

/** Ada is in the first of three rooms; Bob has written in the others. */
const test = base.extend<{ desk: Awaited<ReturnType<typeof openThreeRooms>> }>({
  desk: async ({ arrive }, use) => use(await openThreeRooms(arrive)),
});

async function openThreeRooms(arrive: () => Promise<Person>) {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob Baker')];
  const quiet = await bobs.createRoomWith([adas], 'Quiet corner');
  const launch = await bobs.createRoomWith([adas], 'Launch week');
  await bobs.sendMessage(launch, 'Ready?');
  const lunch = await bobs.createRoomWith([adas], 'Lunch');
  await adas.sendMessage(lunch, 'Soup');
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${lunch.id}`);
  await ada.seesSent('Soup');
  const heading = (name: string) => expect(ada.page.getByRole('heading', { name, level: 1 })).toBeVisible();
  return { ada, bobs, quiet, launch, lunch, heading, keyboard: ada.page.keyboard };
}

/** All in a single task of the page, before any rendering. @returns the tabindex of the focused element */
const pressAtOnce = ({ page }: Person, ...keys: [key: string, code: number][]): Promise<string> =>
  page.evaluate<string>(`(() => {
    for (const [key, keyCode] of ${JSON.stringify(keys)})
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode, bubbles: true, cancelable: true }));
    return String(document.activeElement.tabIndex);
  })()`);

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
  await keyboard.press('x');
  await expect(ada.composer, 'a row knows letters of its own').toHaveValue('');
  await ada.page.getByRole('log').focus();
  await keyboard.type('Second helping');
  await expect(ada.composer).toHaveValue('Second helping');
  await ada.page.getByRole('button', { name: 'New or join' }).click();
  await expect(ada.page.getByRole('menuitem').first()).toBeVisible();
  await keyboard.type('n');
  await expect(ada.composer).toHaveValue('Second helping');
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

/** The outline of the focused element against the colour behind it, as WCAG 2 counts contrast; 0 for none. */
const focusContrast = ({ page }: Person): Promise<number> =>
  page.evaluate<number>(`(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const pixel = (...colours) => {
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]) => {
      const [red, green, blue] = [r, g, b].map((value) => value / 255).map((value) =>
        value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const element = document.activeElement;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return 0;
    const behind = [];
    for (let each = element.parentElement; each; each = each.parentElement) behind.unshift(getComputedStyle(each).backgroundColor);
    const [a, b] = [luminance(pixel('white', ...behind)), luminance(pixel('white', ...behind, outlineColor))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  })()`);

for (const dark of [false, true])
  test(`The focus is seen at every button, ${dark ? 'dark' : 'light'}`, async ({ arrive }) => {
    const account = await Account.register('Ada');
    const room = await account.createRoomWith([], 'Focus');
    const ada = await arrive({ dark });
    await ada.signIn(account, `/rooms/${room.id}`);
    await expect(ada.composer).toBeFocused();
    await ada.page.keyboard.press('Tab');
    const buttons = ada.page.locator('button:visible, a:visible');
    await expect.poll(() => buttons.count()).toBeGreaterThan(8);
    for (const button of await buttons.all()) {
      await button.focus();
      expect(
        await focusContrast(ada),
        (await button.getAttribute('aria-label')) ?? (await button.innerText()),
      ).toBeGreaterThanOrEqual(3);
    }
  });
