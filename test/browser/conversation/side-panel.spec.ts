import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { Account } from '../support/account.ts';
import { addMembers } from '../support/database.ts';
import { picture } from '../support/files.ts';
import type { BrowserOptions, Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** Ada is in a room with more messages than fit on a screen. */
async function inRoom(arrive: (equipment?: BrowserOptions) => Promise<Person>, equipment: BrowserOptions = {}) {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Workshop');
  const first = await bobs.sendMessage(room, 'Who has the projector?');
  for (let count = 1; count <= 40; count++) await adas.sendMessage(room, `Line ${count}`);
  const ada = await arrive(equipment);
  await ada.signIn(adas);
  const panel = ada.page.getByRole('complementary', { name: /Room details|Details zum Raum|Raumdetails/ });
  const details = ada.page.getByRole('button', { name: 'Room details' });
  const tab = (name: string) => panel.getByRole('tab', { name });
  return { ada, adas, bobs, room, first, panel, details, tab, page: ada.page };
}

test('Back on a phone closes the panel, and only then leaves the room', async ({ arrive }) => {
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

test('A closed panel leaves no history entry', async ({ arrive }) => {
  const { ada, panel, details, page } = await inRoom(arrive, { phone: true });
  await ada.openRoom('Workshop');
  for (let times = 1; times <= 2; times++) {
    await details.click();
    await expect(panel).toBeVisible();
    // Twice before the first is done; later the second would apply to what lies under it.
    await page.evaluate(`[1, 2].forEach(() => document.querySelector('[aria-label="Close details"]').click())`);
    await expect(panel).toHaveCount(0);
  }
  await ada.sees('Line 40');
  await page.goBack();
  await expect(page).toHaveURL(/\/rooms$/);
});

test('A link leads to a tab of the panel beside a message, and survives a reload', async ({ arrive }) => {
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

test('With the keyboard into the panel, through its tabs, and back', async ({ arrive }) => {
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

test('Pinned messages are shown beside the panel, and on a phone in its place', async ({ arrive }) => {
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

test('Another room opens without the panel', async ({ arrive }) => {
  const { ada, panel, details, page } = await inRoom(arrive);
  await ada.openRoom('Workshop');
  await details.click();
  await expect(panel).toBeVisible();
  await ada.openRoom('Lobby');
  await expect(panel).toHaveCount(0);
  await page.goBack();
  await expect(panel).toBeVisible();
});

test('Of five hundred members some are rendered, and every member can be found', async ({ arrive }) => {
  const { ada, room, details, tab, panel, page } = await inRoom(arrive);
  await addMembers(room, 500);
  await page.goto(`/rooms/${room.id}`);
  await ada.seesSent('Line 40');
  await details.click();
  await tab('Members').click();
  const members = panel.getByRole('list', { name: 'Members' }).getByRole('listitem');
  await expect(panel.getByText('502 members')).toBeVisible();
  await expect(members).toHaveCount(100);
  await panel.getByRole('button', { name: 'Show more' }).click();
  await expect(members).toHaveCount(200);
  await expect(members.first()).toContainText('Owner');

  const filter = panel.getByRole('searchbox', { name: 'Find a member' });
  await filter.fill('extra 444');
  await expect(members).toHaveCount(1);
  await expect(members).toContainText('Extra 444');
  await expect(panel.getByText('1 member', { exact: true })).toBeVisible();
  await filter.fill('nobody of that name');
  await expect(panel.getByText('Nobody in this room is called that.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(filter).toHaveValue('');
  await expect(members).toHaveCount(100);
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
});

test('A press on a member leads to moderation, and to a direct room', async ({ arrive }) => {
  const { ada, bobs, details, tab, panel, page } = await inRoom(arrive, { phone: true });
  await ada.openRoom('Workshop');
  await details.click();
  await tab('Members').click();
  await panel.getByRole('listitem').filter({ hasText: bobs.username }).click();
  await page.getByRole('menuitem', { name: 'Send a direct message' }).click();
  await expect(page.getByRole('heading', { name: 'Bob', level: 1 })).toBeVisible();
  await expect(panel).toHaveCount(0);
});

test('Pictures appear in and disappear from the panel as in the room', async ({ arrive }) => {
  const { ada, bobs, room, details, tab, panel } = await inRoom(arrive);
  // It is deleted at once, perhaps before it has been fetched.
  ada.allowError(/status of 404/);
  await ada.openRoom('Workshop');
  await details.click();
  await tab('Files').click();
  await expect(panel.getByText('Nothing of this kind was sent here yet.')).toBeVisible();
  const pictures = panel.getByRole('button', { name: /^Show picture/ });
  await bobs.sendFiles(room, 'First', [await picture('first.png', 'teal')]);
  await expect(pictures).toHaveCount(1);
  const second = await bobs.sendFiles(room, 'Second', [await picture('second.png', 'plum')]);
  await expect(pictures.first()).toHaveAccessibleName('Show picture second.png');
  await bobs.ask('DELETE', `/messages/${second.id}`);
  await expect(pictures).toHaveCount(1);
  await expect(pictures).toHaveAccessibleName('Show picture first.png');
});

test('A message behind a panel that covers it stays unread', async ({ arrive }) => {
  const { ada, adas, bobs, room, details, panel, page } = await inRoom(arrive, { phone: true });
  const unread = async () => (await adas.ask<Room>('GET', `/rooms/${room.id}`)).unreadCount;
  await ada.openRoom('Workshop');
  await expect.poll(unread).toBe(0);
  await details.click();
  await expect(panel).toBeVisible();
  const news = await bobs.sendMessage(room, 'Are you there?');
  await bobs.pin(news);
  await expect(panel.getByRole('button', { name: /Are you there/ })).toBeVisible();
  expect(await unread()).toBe(1);
  await page.goBack();
  await expect.poll(unread).toBe(0);
});

for (const language of ['en-GB', 'de-DE'] as const)
  test(`All tab labels fit into the narrowest panel: ${language}`, async ({ arrive }) => {
    const size = { width: 320, height: 640 };
    const { page, room, panel } = await inRoom(arrive, { phone: true, language, size });
    await page.goto(`/rooms/${room.id}?panel=members`);
    const tabs = panel.getByRole('tab');
    await expect(tabs).toHaveCount(5);
    const cut = `[...document.querySelectorAll('[role=tab]')].filter((tab) => tab.clientHeight < 44
      || [...tab.querySelectorAll('span')].some((word) => word.scrollWidth > word.clientWidth)).map((tab) => tab.textContent)`;
    expect(await page.evaluate(cut)).toEqual([]);
  });
