import { Account } from './support/account.ts';
import type { Equipment, Person } from './support/person.ts';
import { expect, test } from './support/test.ts';

/** Ada in a room with more to say than fits on a screen. */
async function inRoom(arrive: (equipment?: Equipment) => Promise<Person>, equipment: Equipment = {}) {
  const [adas, bobs] = [await Account.open('Ada'), await Account.open('Bob')];
  const room = await adas.createRoomWith([bobs], 'Workshop');
  const first = await bobs.say(room, 'Who has the projector?');
  for (let count = 1; count <= 40; count++) await adas.say(room, `Line ${count}`);
  const ada = await arrive(equipment);
  await ada.signIn(adas);
  const panel = ada.page.getByRole('complementary', { name: 'Room details' });
  const details = ada.page.getByRole('button', { name: 'Room details' });
  const tab = (name: string) => panel.getByRole('tab', { name });
  return { ada, adas, bobs, room, first, panel, details, tab, page: ada.page };
}

test('The way back of a phone closes the panel, and only then leaves the room', async ({ arrive }) => {
  const { ada, panel, details, tab, page } = await inRoom(arrive, { phone: true });
  await ada.openRoom('Workshop');
  await details.click();
  await tab('Members').click();
  await expect(page).toHaveURL(/\?panel=members$/);
  await tab('Files').click();
  await page.goBack();
  await expect(panel).toHaveCount(0);
  await ada.sees('Line 40');
  await page.goBack();
  await expect(page).toHaveURL(/\/rooms$/);
});

test('A panel that is closed leaves nothing behind on the way back', async ({ arrive }) => {
  const { ada, panel, details, page } = await inRoom(arrive, { phone: true });
  await ada.openRoom('Workshop');
  for (let times = 1; times <= 2; times++) {
    await details.click();
    await panel.getByRole('button', { name: 'Close details' }).dblclick();
    await expect(panel).toHaveCount(0);
  }
  await ada.sees('Line 40');
  await page.goBack();
  await expect(page).toHaveURL(/\/rooms$/);
});

test('A link leads to a tab of the panel beside a message, and survives loading again', async ({ arrive }) => {
  const { ada, first, panel, tab, room, page } = await inRoom(arrive);
  await page.goto(`/rooms/${room.id}?at=${first.seq}&panel=members`);
  await expect(tab('Members')).toHaveAttribute('aria-selected', 'true');
  await expect(ada.message('Who has the projector?')).toBeInViewport();
  await tab('About').click();
  await page.reload();
  await expect(tab('About')).toHaveAttribute('aria-selected', 'true');
  await expect(ada.message('Who has the projector?')).toBeInViewport();
  await panel.getByRole('button', { name: 'Close details' }).click();
  await expect(panel).toHaveCount(0);
  await expect(page).toHaveURL(`/rooms/${room.id}?at=${first.seq}`);
});

test('With the keys one goes into the panel, through its tabs, and back to where one was', async ({ arrive }) => {
  const { ada, panel, details, tab, page } = await inRoom(arrive);
  await ada.openRoom('Workshop');
  await details.focus();
  await page.keyboard.press('Enter');
  await expect(tab('About')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab('Members')).toBeFocused();
  await expect(tab('Members')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await expect(details).toBeFocused();

  await page.keyboard.press('Enter');
  await expect(tab('About')).toBeFocused();
  await ada.composer.focus();
  await page.keyboard.press('F6');
  await expect(panel.locator(':focus')).toHaveCount(1);
  await ada.composer.focus();
  await page.goBack();
  await expect(panel).toHaveCount(0);
  await expect(ada.composer).toBeFocused();
});

test('What is pinned is shown beside the panel, and on a phone in its place', async ({ arrive }) => {
  const { ada, bobs, first, panel, details, page } = await inRoom(arrive);
  await bobs.pin(first);
  await ada.openRoom('Workshop');
  await details.click();
  await panel.getByRole('button', { name: /Who has the projector/ }).click();
  await expect(ada.message('Who has the projector?')).toBeInViewport();
  await expect(panel).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await panel.getByRole('button', { name: /Who has the projector/ }).click();
  await expect(panel).toHaveCount(0);
  await expect(ada.message('Who has the projector?')).toBeInViewport();
});

test('Another room begins without the panel', async ({ arrive }) => {
  const { ada, panel, details, page } = await inRoom(arrive);
  await ada.openRoom('Workshop');
  await details.click();
  await expect(panel).toBeVisible();
  await ada.openRoom('Lobby');
  await expect(panel).toHaveCount(0);
  await page.goBack();
  await expect(panel).toBeVisible();
});
