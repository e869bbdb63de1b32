import type { Room, RoomPage } from '../../../src/rooms/rooms.dto.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const names = (reader: Person) => reader.page.locator('parley-room-row .name').allInnerTexts();
const choose = async (reader: Person, room: string, action: string) => {
  await reader.room(room).click({ button: 'right' });
  await reader.page.getByRole('menuitem', { name: action }).click();
};

test('A room list of their own: favourites, mute, hidden rooms, on another device too', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const rooms: Record<string, Room> = {};
  for (const name of ['Alpha', 'Beta', 'Gamma']) rooms[name] = await ada.createRoomWith([bob], name);
  const [reader, phone] = [await arrive(), await arrive({ phone: true })];
  await reader.signIn(ada, `/rooms/${rooms['Gamma']?.id}`);
  await phone.signIn(ada, '/');
  await expect(reader.room('Alpha')).toBeVisible();

  await choose(reader, 'Alpha', 'Add to favourites');
  await expect(reader.page.getByRole('heading', { name: 'Favourites' })).toBeVisible();
  expect((await names(reader))[0]).toBe('Alpha');
  await expect(phone.page.getByRole('heading', { name: 'Favourites' })).toBeAttached();

  await choose(reader, 'Beta', 'Mute');
  await expect(reader.room('Beta').getByText('Muted')).toBeAttached();
  await bob.sendMessage(rooms['Beta'] as Room, 'Nothing much');
  await expect(reader.room('Beta').getByText('1 unread message')).toBeAttached();
  await expect(reader.page).toHaveTitle(/^Gamma/);

  await choose(reader, 'Beta', 'Hide until the next message');
  await expect(reader.room('Beta')).toBeHidden();
  await reader.page.reload();
  await expect(reader.room('Alpha')).toBeVisible();
  await expect(reader.room('Beta')).toBeHidden();
  await bob.sendMessage(rooms['Beta'] as Room, 'Back again');
  await expect(reader.room('Beta')).toBeVisible();

  await expectAccessible(reader);
  const { items } = await ada.ask<RoomPage>('GET', '/rooms');
  expect(items.find(({ name }) => name === 'Alpha')).toMatchObject({ favourite: true });
});

test('The list shows what is unread, and says so; the menu opens by key', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const [quiet, busy] = [await ada.createRoomWith([bob], 'Quiet'), await ada.createRoomWith([bob], 'Busy')];
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${quiet.id}`);
  await bob.sendMessage(busy, 'A word');
  await expect(reader.room('Busy').getByText('1 unread message')).toBeAttached();

  await reader.page.getByRole('button', { name: 'Filter the list' }).click();
  await reader.page.getByRole('menuitemradio', { name: 'Unread' }).click();
  expect(await names(reader)).toEqual(['Busy', 'Quiet']);
  await reader.page.getByRole('button', { name: 'Show all rooms' }).click();
  await expect(reader.room('Lobby')).toBeVisible();

  await reader.room('Busy').focus();
  await reader.page.keyboard.press('Shift+F10');
  await reader.page.getByRole('menuitem', { name: 'Mark as read' }).press('Enter');
  await expect(reader.room('Busy').getByText('1 unread message')).toHaveCount(0);
  await expect(reader.room('Busy')).toBeFocused();
});

test('A room is made that goes when everybody has left', async ({ arrive }) => {
  const ada = await Account.register('Ada');
  const reader = await arrive();
  await reader.signIn(ada);
  await reader.chooseNew('New room');
  await reader.page.getByLabel('Name', { exact: true }).fill('For today');
  await reader.page.getByRole('switch', { name: 'Temporary room' }).check();
  await reader.page.getByRole('button', { name: 'Create room' }).click();
  await expect(reader.page.getByRole('heading', { name: 'For today', level: 1 })).toBeVisible();
  const { items } = await ada.ask<RoomPage>('GET', '/rooms');
  expect(items.find(({ name }) => name === 'For today')).toMatchObject({ ephemeral: true });
});

test('Everything is marked as read by keyboard, and taken back', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const rooms = [await ada.createRoomWith([bob], 'First'), await ada.createRoomWith([bob], 'Second')];
  const open = await ada.createRoomWith([bob], 'Open');
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${open.id}`);
  for (const room of rooms) await bob.sendMessage(room, 'A word');
  const unread = (name: string) => reader.room(name).getByText('1 unread message');
  await expect(unread('Second')).toBeAttached();

  await reader.page.keyboard.press('Shift+Escape');
  await reader.page.getByRole('button', { name: 'Mark everything as read' }).click();
  for (const name of ['First', 'Second']) await expect(unread(name)).toHaveCount(0);
  await reader.page.getByRole('button', { name: 'Undo' }).click();
  for (const name of ['First', 'Second']) await expect(unread(name)).toBeAttached();
  await reader.page.reload();
  await expect(unread('First')).toBeAttached();
});
