import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { Account } from '../support/account.ts';
import type { BrowserOptions, Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

async function twoRooms() {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const stage = await ada.createRoomWith([bob], 'Behind the stage');
  const garden = await ada.createRoomWith([bob], 'Garden');
  await bob.sendMessage(stage, 'Who has the projector?');
  for (let count = 1; count <= 40; count++) await ada.sendMessage(stage, `Line ${count}`);
  await bob.sendMessage(garden, 'No projector in the rain');
  return { ada, stage };
}

test('With the keyboard from a word to its message, with the other results beside the room', async ({ arrive }) => {
  const { ada: adas, stage } = await twoRooms();
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${stage.id}`);
  await ada.seesSent('Line 40');
  const { page } = ada;
  const found = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  await page.keyboard.press('Control+Shift+f');
  await expect(page.getByRole('searchbox', { name: 'Search in all rooms' })).toBeFocused();
  await page.keyboard.type('projector');
  await expect(found).toHaveCount(2);
  await expect(found.first()).toContainText('Garden');
  await expect(found.last().locator('mark')).toHaveText('projector');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(found.last().getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Behind the stage', level: 1 })).toBeVisible();
  await expect(ada.message('Who has the projector?')).toBeInViewport();
  await expect(found.last().getByRole('link')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible();
  await expect(ada.message('No projector in the rain')).toBeInViewport();
  await expect(found).toHaveCount(2);
  await expect(found.first().getByRole('link')).toBeFocused();
  await page.getByRole('button', { name: 'This room', exact: true }).click();
  await expect(found).toHaveCount(1);
});

test('On a page of its own where there is no room for it, and back from a result to the others', async ({ arrive }) => {
  const { ada: adas, stage } = await twoRooms();
  const ada = await arrive({ size: { width: 1024, height: 800 } });
  await ada.signIn(adas, `/rooms/${stage.id}`);
  await ada.seesSent('Line 40');
  const { page } = ada;
  const found = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  await page.keyboard.press('Control+Shift+f');
  await expect(page.getByRole('heading', { name: 'Search', level: 1 })).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Search in all rooms' })).toBeFocused();
  await page.keyboard.type('projector');
  await expect(found).toHaveCount(2);
  await found.first().getByRole('link').click();
  await expect(page.getByRole('heading', { name: 'Garden', level: 1 })).toBeVisible();
  await page.goBack();
  await expect(found).toHaveCount(2);
});

/** Ada is in a room, with its search panel open. */
async function openSearchPanel(
  arrive: (equipment: BrowserOptions) => Promise<Person>,
  room: Room,
  adas: Account,
  phone = false,
) {
  const ada = await arrive({ phone });
  await ada.signIn(adas, `/rooms/${room.id}`);
  await expect(ada.page.getByRole('article').last()).toBeInViewport();
  const { page } = ada;
  const panel = page.getByRole('complementary', { name: 'Room details' });
  const field = panel.getByRole('searchbox', { name: 'Search in this room' });
  const found = panel.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  const begin = async () => {
    await page.getByRole('button', { name: 'Search in this room' }).click();
    await expect(field).toBeFocused();
  };
  return { ada, page, panel, field, found, begin, status: panel.getByRole('status').first() };
}

for (const phone of [false, true])
  test(
    `The search of a room is limited to it, on a ${phone ? 'phone' : 'desktop'}`,
    nightlyUnless(phone),
    async ({ arrive }) => {
      const { ada: adas, stage } = await twoRooms();
      const { ada, page, panel, field, found, begin, status } = await openSearchPanel(arrive, stage, adas, phone);
      await begin();
      await page.keyboard.type('projector');
      await expect(found).toHaveCount(1);
      await expect(found.locator('mark')).toHaveText('projector');
      await expect(status).toHaveText('1 message found');
      await found.getByRole('link').click();
      await expect(ada.message('Who has the projector?')).toBeInViewport();
      await expect(page).toHaveURL(new RegExp(`/rooms/${stage.id}${phone ? '' : '\\?panel=search'}$`));
      if (phone) {
        await expect(panel).toHaveCount(0);
        await page.getByRole('button', { name: 'Search in this room' }).click();
        await expect(found.getByRole('link')).toBeFocused(); // as the member has left it
      }
      if (!phone) await expect(found.getByRole('link')).toHaveAttribute('aria-current', 'true');
      await expect(field).toHaveValue('projector');
      await field.fill('zzzyzx');
      await expect(panel.getByRole('heading', { name: 'Nothing found' })).toBeVisible();
      await expect(status).toHaveText('Nothing found');
    },
  );

test('With the keyboard through the results in a room, and back to the composer', async ({ arrive }) => {
  const { ada: adas, stage } = await twoRooms();
  for (let count = 41; count <= 55; count++) await adas.sendMessage(stage, `Line ${count}`);
  const { ada, page, panel, field, found, status } = await openSearchPanel(arrive, stage, adas);
  await expect(ada.composer).toBeFocused();
  await page.keyboard.press('Control+f');
  await expect(field).toBeFocused();
  await page.keyboard.type('line');
  await expect(status).toHaveText('The newest 50 messages found');
  await page.keyboard.press('Enter');
  await expect(found.first().getByRole('link')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(found.nth(1).getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(ada.message('Line 54')).toBeInViewport();
  await expect(found.nth(1).getByRole('link')).toBeFocused();
  await panel.getByRole('button', { name: 'Show more' }).click();
  await expect(status).toHaveText('55 messages found');
  await expect(found).toHaveCount(55);
  await found.first().getByRole('link').focus();
  await page.keyboard.press('ArrowUp');
  await expect(field).toBeFocused();
  // The second time it is the browser's own search.
  const isLeftToBrowser = `document.activeElement.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'f', ctrlKey: true, bubbles: true, cancelable: true }))`;
  expect(await page.evaluate(isLeftToBrowser)).toBe(true);
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(ada.composer).toBeFocused();
  await ada.openRoom('Garden');
  await page.keyboard.press('Control+f');
  await expect(field).toHaveValue('');
});

test('A room is searched whatever its name is, and without a name', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const quoted = await adas.createRoom('Say "cheese"');
  const direct = await adas.directRoomWith(bobs);
  await adas.sendMessage(quoted, 'A projector on paper');
  await bobs.sendMessage(direct, 'A projector between us');
  const { page, found, field } = await openSearchPanel(arrive, quoted, adas);
  for (const [room, words] of [
    [quoted, 'on paper'],
    [direct, 'between us'],
  ] as const) {
    await page.goto(`/rooms/${room.id}?panel=search`);
    await field.fill('projector');
    await expect(found).toHaveCount(1);
    await expect(found).toContainText(words);
  }
});

test('A failed search shows why, and can be tried again', async ({ arrive }) => {
  const { ada: adas, stage } = await twoRooms();
  const { ada, page, panel, found, begin } = await openSearchPanel(arrive, stage, adas);
  ada.allowError(/status of 500/);
  await page.route('**/search/messages**', (route) => route.fulfill({ status: 500, json: { code: 'internal' } }));
  await begin();
  await page.keyboard.type('projector');
  const again = panel.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  await page.unrouteAll();
  await again.click();
  await expect(found).toHaveCount(1);
});

test('On a phone the search leads to a day, too', async ({ arrive }) => {
  const { ada: adas, stage } = await twoRooms();
  const { ada, page, panel, begin } = await openSearchPanel(arrive, stage, adas, true);
  await begin();
  await panel.getByRole('button', { name: 'Jump to a date' }).click();
  await page.getByRole('button', { name: 'Go there' }).click();
  await expect(panel).toHaveCount(0);
  await expect(ada.message('Who has the projector?')).toBeInViewport();
});
