import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

const LONG = 'A. Name-That-Is-So-Long It Has To Be Cut';

/** A folder for pictures of the pages, to look at. */
const SCREENS = process.env.SCREENS;

/** The ids of what people have written, the oldest first. */
async function messageIds(reader: Account, room: Room): Promise<string[]> {
  const { items } = await reader.ask<{ items: { id: string; kind: string; seq: number }[] }>(
    'GET',
    `/rooms/${room.id}/messages`,
  );
  return items
    .filter(({ kind }) => kind === 'text')
    .toSorted((a, b) => a.seq - b.seq)
    .map(({ id }) => id);
}

async function twoWith(count: number): Promise<{ ada: Account; bob: Account; room: Room }> {
  const [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register(LONG)];
  const room = await ada.createRoomWith([bob], 'Workshop');
  for (let number = 1; number <= count; number++) await bob.sendMessage(room, `Step ${number} of the plan`);
  return { ada, bob, room };
}

test('A message shows that it was sent, and its readers', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(1);
  const writer = await arrive();
  await writer.signIn(ada, `/rooms/${room.id}`);
  await writer.sendMessage('Done');
  await writer.seesSent('Done');
  await expect(writer.message('Done').locator('.tick')).toHaveText('Sent');
  await bob.markRead(room);
  await expect(writer.message('Done').locator('.tick')).toHaveText('Read by 1 person');
  await expectAccessible(writer);
  await writer.choose('Seen by', 'Done');
  const dialog = writer.page.getByRole('dialog', { name: 'Seen by' });
  await expect(dialog.getByText(`@${bob.username}`)).toBeVisible();
  await expectAccessible(writer);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(writer.message('Step 1').locator('.tick')).toHaveCount(0);

  await ada.ask('PATCH', '/users/me', { preferences: { readReceipts: false } });
  await writer.page.reload();
  await writer.seesSent('Done');
  await expect(writer.message('Done').locator('.tick')).toHaveCount(0);
});

test('A message can be marked unread, and stays so until the room is opened again', async ({ arrive }) => {
  const { ada, room } = await twoWith(4);
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  await reader.sees('Step 4');
  await expect(reader.room('Workshop')).not.toContainText('unread');
  await reader.choose('Mark unread from here', 'Step 3');
  await expect(reader.room('Workshop')).toContainText('2');
  await expect(reader.page.getByRole('separator', { name: 'New messages' })).toBeVisible();
  await reader.openRoom('Lobby');
  await expect(reader.room('Workshop')).toContainText('unread');
  await reader.openRoom('Workshop');
  await expect(reader.room('Workshop')).not.toContainText('unread');
});

test('A message is pinned for the room, and found again', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(40);
  await ada.markRead(room);
  const [a, b] = [await arrive(), await arrive({ phone: true, dark: true })];
  await a.signIn(ada, `/rooms/${room.id}`);
  await b.signIn(bob, `/rooms/${room.id}`);
  await b.page.getByRole('button', { name: 'Room details' }).click();
  await expect(b.page.getByText('Nothing is pinned yet.')).toBeVisible();
  await a.choose('Pin to this room', 'Step 40');
  await expect(a.message('Step 40').getByText('Pinned')).toBeAttached();
  await expect(b.page.getByRole('button', { name: 'Step 40' })).toBeVisible();
  await expectAccessible(b);
  await a.page.getByRole('button', { name: 'Room details' }).click();
  await a.page.getByRole('button', { name: /Step 40/ }).click();
  await expect(a.message('Step 40')).toHaveClass(/highlighted/);
  await a.choose('Unpin', 'Step 40');
  await expect(b.page.getByText('Nothing is pinned yet.')).toBeVisible();
});

test('A message is forwarded to several rooms, under the name of its author', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(1);
  const other = await ada.createRoom('Elsewhere');
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  await reader.choose('Forward …', 'Step 1');
  const dialog = reader.page.getByRole('dialog', { name: 'Forward …' });
  await expect(dialog.getByRole('button', { name: 'Forward', exact: true })).toBeDisabled();
  await expectAccessible(reader);
  await dialog.getByRole('searchbox', { name: 'Find a room' }).fill('else');
  await dialog.getByRole('checkbox', { name: 'Elsewhere' }).check();
  await dialog.getByRole('textbox', { name: 'Add a comment' }).fill('Look at this');
  await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await reader.openRoom(other.name);
  await reader.seesSent('Look at this');
  await expect(reader.message('Step 1').getByText(`Forwarded from ${bob.name}`)).toBeVisible();
  await expectAccessible(reader);
});

test('Several messages are selected, and forwarded in their order', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(4);
  const other = await ada.createRoom('Elsewhere');
  const [desk, phone] = [await arrive(), await arrive({ phone: true, dark: true })];
  await desk.signIn(ada, `/rooms/${room.id}`);
  await phone.signIn(bob, `/rooms/${room.id}`);
  const bar = desk.page.getByRole('toolbar', { name: 'Selected messages' });
  const pick = (words: string) => desk.message(words).getByRole('checkbox', { name: 'Select this message' });

  await test.step('with the mouse and the keyboard', async () => {
    await desk.composer.fill('Half a thought');
    await desk.choose('Select messages', 'Step 3');
    await expect(bar.getByRole('status')).toHaveText('1 message selected');
    await expect(desk.composer).toBeHidden();
    await expect(bar.getByRole('button', { name: 'Forward …' })).toBeFocused();
    await desk.message('Step 1').click();
    await expect(pick('Step 1')).toBeChecked();
    await desk.message('Step 1').click();
    await desk.page.getByRole('log').focus();
    for (const key of ['End', 'ArrowUp', 'ArrowUp']) await desk.page.keyboard.press(key);
    await expect(desk.message('Step 2')).toBeFocused();
    for (const key of ['x', 'ArrowUp', 'x']) await desk.page.keyboard.press(key);
    await expect(bar.getByRole('status')).toHaveText('3 messages selected');
    await expectAccessible(desk);
  });

  await test.step('forwarded, the oldest first; the draft is still there', async () => {
    await bob.ask('DELETE', `/messages/${(await messageIds(bob, room))[1] ?? ''}`);
    await desk.sees('This message was deleted');
    await bar.getByRole('button', { name: 'Forward …' }).click();
    const dialog = desk.page.getByRole('dialog', { name: 'Forward …' });
    await expect(dialog.locator('.quote')).toHaveText([/Step 1/, /Step 3/]);
    await dialog.getByRole('checkbox', { name: 'Elsewhere' }).check();
    await dialog.getByRole('button', { name: 'Forward', exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await expect(bar).toHaveCount(0);
    await expect(desk.composer).toHaveValue('Half a thought');
    await expect(desk.composer).toBeFocused();
    await desk.openRoom(other.name);
    await expect(desk.page.getByRole('article')).toContainText([/Step 1/, /Step 3/]);
  });

  await test.step('on a phone, and given up', async () => {
    await phone.choose('Select messages', 'Step 4');
    await phone.message('Step 1').click();
    const words = phone.page.getByRole('toolbar').getByRole('status');
    await expect(words).toHaveText('2 messages selected');
    if (SCREENS) await phone.page.screenshot({ path: `${SCREENS}/selection-phone.png` });
    await expectAccessible(phone);
    await phone.page.getByRole('toolbar').getByRole('button', { name: 'Cancel' }).click();
    await expect(words).toHaveCount(0);
  });
});

test('A moderator sees the text of a message before an edit, and deletes it', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(0);
  const original = await bob.sendMessage(room, 'Something **rude**');
  await bob.ask('PATCH', `/messages/${original.id}`, { body: 'Something nice' });
  const [a, b] = [await arrive(), await arrive({ phone: true })];
  await a.signIn(ada, `/rooms/${room.id}`);
  await b.signIn(bob, `/rooms/${room.id}`);
  await b.sees('Something nice');
  await a.choose('Edit history', 'Something nice');
  const dialog = a.page.getByRole('dialog', { name: 'Edit history' });
  await expect(dialog.locator('strong')).toHaveText('rude');
  await expectAccessible(a);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await a.choose('Delete', 'Something nice');
  await a.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await a.sees('This message was deleted');
  await b.sees('This message was deleted');
});

test('Muted and removed, as both members see it', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(1);
  const [a, b] = [await arrive(), await arrive()];
  await a.signIn(ada, `/rooms/${room.id}`);
  await b.signIn(bob, `/rooms/${room.id}`);
  await b.sees('Step 1');
  const menu = a.page.getByRole('tabpanel').getByRole('button', { name: new RegExp(`${LONG.slice(0, 12)}.*`) });
  await a.page.getByRole('button', { name: 'Room details' }).click();
  await a.page.getByRole('tab', { name: /^Members/ }).click();
  await menu.last().click();
  await a.page.getByRole('menuitem', { name: 'Mute for an hour' }).click();
  await expect(a.page.getByText('Muted', { exact: true })).toBeVisible();
  // A member who was writing sees a note, and goes on after the unmute.
  const note = b.page.getByText(/^You are muted in this room until \d.*: you can read, but not write\.$/);
  await expect(note.locator('..')).toBeFocused();
  await expect(b.composer).toHaveCount(0);
  await menu.last().click();
  await a.page.getByRole('menuitem', { name: 'Unmute' }).click();
  await expect(b.composer).toBeFocused();
  await b.sendMessage('May I?');
  await a.seesSent('May I?');
  await menu.last().click();
  await a.page.getByRole('menuitem', { name: 'Remove from room' }).click();
  await a.page.getByRole('dialog').getByRole('button', { name: 'Remove from room' }).click();
  await expect(b.room('Workshop')).toHaveCount(0);
  await expect(a.page.getByRole('log').getByText(/was removed by Ada Lovelace/)).toBeVisible();
});

test('A link leads to its message, a quote there and back, and a date to its day', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(3);
  const first = await bob.sendMessage(room, 'The very first idea');
  for (let number = 1; number <= 120; number++) await bob.sendMessage(room, `Talk ${number} about it`);
  await ada.sendMessage(room, 'As I said', first.id);
  await ada.sendMessage(room, `See ${process.env.PARLEY_URL}/rooms/${room.id}?at=${first.seq}`);
  await ada.markRead(room);
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  await reader.message('As I said').getByRole('button', { name: 'Show the message by' }).click();
  await expect(reader.message('The very first idea')).toHaveClass(/highlighted/);
  await reader.page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(reader.message('Talk 120')).toBeInViewport();
  await expect(reader.page.getByRole('button', { name: 'Back', exact: true })).toHaveCount(0);

  await reader.message('See http').getByRole('link').click();
  await expect(reader.message('The very first idea')).toHaveClass(/highlighted/);

  await reader.page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(reader.message('As I said')).toBeInViewport();
  await reader.page.getByRole('button', { name: 'Jump to a date' }).click();
  await expectAccessible(reader);
  await reader.page.getByRole('dialog').getByRole('button', { name: 'Go there' }).click();
  await expect(reader.message('Step 1 of')).toBeInViewport();

  // From the separator of the day, too.
  await reader.page.getByRole('log').getByRole('button', { name: 'Today' }).click();
  await expect(reader.menu).toBeVisible();
  await expectAccessible(reader);
  await reader.page.getByRole('menuitem', { name: 'The beginning' }).click();
  await expect(reader.message('The very first idea')).toBeInViewport();
  await reader.page.getByRole('log').getByRole('button', { name: 'Today' }).click();
  await reader.page.getByRole('menuitem', { name: 'Another day …' }).click();
  await expect(reader.page.getByRole('dialog', { name: 'Jump to a date' })).toBeVisible();
});

test('The bar of a message covers nothing of it that can be pressed', async ({ arrive }) => {
  const { ada, bob, room } = await twoWith(1);
  await bob.sendMessage(room, '```sql\nSELECT 1\n```');
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  const row = reader.page.getByRole('article').filter({ has: reader.page.locator('parley-code-block') });
  const copy = row.getByRole('button', { name: 'Copy' });
  await row.locator('code').hover();
  await expect(row.locator('.actions')).toHaveCSS('opacity', '1');
  const [bar, button] = [await row.locator('.actions').boundingBox(), await copy.boundingBox()];
  if (!bar || !button) throw new Error('Nothing is drawn');
  expect(bar.y + bar.height).toBeLessThanOrEqual(button.y + 1);
  await copy.click();
  await expect(row).toContainText('Copied');
});
