import { Account } from './support/account.ts';
import { expect, test } from './support/test.ts';

async function twoRooms() {
  const [ada, bob] = [await Account.open('Ada'), await Account.open('Bob')];
  const stage = await ada.createRoomWith([bob], 'Behind the stage');
  const garden = await ada.createRoomWith([bob], 'Garden');
  await bob.say(stage, 'Who has the projector?');
  for (let count = 1; count <= 40; count++) await ada.say(stage, `Line ${count}`);
  await bob.say(garden, 'No projector in the rain');
  return { ada, stage };
}

test('By the keys from a word to where it was said, and back to what else was found', async ({ arrive }) => {
  const { ada: adas, stage } = await twoRooms();
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${stage.id}`);
  await ada.seesSent('Line 40');
  const { page } = ada;
  const found = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
  await page.keyboard.press('Control+Shift+f');
  await expect(page.getByRole('searchbox', { name: 'What was said' })).toBeFocused();
  await page.keyboard.type('projector');
  await expect(found).toHaveCount(2);
  await expect(found.first()).toContainText('Garden');
  await expect(found.last().locator('mark')).toHaveText('projector');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(found.last().getByRole('link')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Behind the stage', level: 1 })).toBeVisible();
  await expect(ada.message('Who has the projector?')).toBeInViewport();
  await page.goBack();
  await expect(found).toHaveCount(2);
});

for (const phone of [false, true])
  test(`From a room one searches in that room, on a ${phone ? 'phone' : 'desktop'}`, async ({ arrive }) => {
    const { ada: adas, stage } = await twoRooms();
    const ada = await arrive({ phone });
    await ada.signIn(adas, `/rooms/${stage.id}`);
    await ada.seesSent('Line 40');
    const { page } = ada;
    await page.getByRole('button', { name: 'Room details' }).click();
    await page.getByRole('link', { name: 'Search in this room' }).click();
    const field = page.getByRole('searchbox', { name: 'What was said' });
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('in:"Behind the stage" ');
    await page.keyboard.type('projector');
    const found = page.getByRole('list', { name: 'What was found' }).getByRole('listitem');
    await expect(found).toHaveCount(1);
    await expect(found).toContainText('Who has the projector?');
  });
