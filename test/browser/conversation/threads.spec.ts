import { expectAccessible } from '../support/accessible.ts';
import { Account, newName } from '../support/account.ts';
import type { BrowserOptions, Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** Ada and Bob are in a room where Bob has asked something and Ada has answered. */
async function twoInThread(arrive: (equipment?: BrowserOptions) => Promise<Person>, equipment: BrowserOptions = {}) {
  const [adas, bobs] = [await Account.register('Ada Lovelace'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Workshop');
  const root = await bobs.sendMessage(room, 'Who has the projector?');
  await adas.sendMessage(room, 'I do', root.id);
  await adas.sendMessage(room, 'Something else');
  const ada = await arrive(equipment);
  await ada.signIn(adas, `/rooms/${room.id}`);
  const thread = ada.page.getByRole('complementary', { name: 'Thread' });
  const inRoom = ada.page.getByRole('region', { name: 'Workshop' });
  const inThread = (words: string) => thread.getByRole('article').filter({ hasText: words });
  return { ada, adas, bobs, room, root, thread, inRoom, inThread, page: ada.page };
}

test('Replies are gathered in a thread beside the room, for both, as they arrive', async ({ arrive }) => {
  const { ada, bobs, room, root, thread, inRoom, inThread, page } = await twoInThread(arrive);
  await inRoom.getByRole('button', { name: /^1 reply/ }).click();
  await expect(page).toHaveURL(`/rooms/${room.id}?thread=${root.id}`);
  await expect(inThread('Who has the projector?')).toHaveCount(1);
  await expect(inThread('I do')).toHaveCount(1);
  await expect(inThread('Something else')).toHaveCount(0);
  await expectAccessible(ada);

  const field = thread.getByLabel('Reply in thread', { exact: true });
  await expect(field).toBeFocused();
  await field.fill('It is in the cupboard');
  await field.press('Enter');
  await expect(inThread('It is in the cupboard')).toHaveCount(1);
  await expect(inRoom.getByRole('button', { name: /^2 replies/ })).toBeVisible();
  await expect(thread.getByRole('heading', { name: '2 replies' })).toBeVisible();

  const bobsAnswer = await bobs.sendMessage(room, 'Found it', root.id);
  await expect(inThread('Found it')).toHaveCount(1);
  await bobs.ask('PATCH', `/messages/${bobsAnswer.id}`, { body: 'Got it' });
  await expect(inThread('Got it')).toContainText('(edited)');
  await expect(inRoom.getByRole('button', { name: /^3 replies/ })).toBeVisible();
  await bobs.ask('DELETE', `/messages/${bobsAnswer.id}`);
  await expect(inRoom.getByRole('button', { name: /^2 replies/ })).toBeVisible();

  await field.press('Escape');
  await expect(thread).toHaveCount(0);
  await expect(page).toHaveURL(`/rooms/${room.id}`);
});

test('A thread begins with its shortcut, and is left with the keyboard', async ({ arrive }) => {
  const { inRoom, thread, inThread, page } = await twoInThread(arrive);
  await inRoom.getByRole('log').focus();
  await page.keyboard.press('End');
  await expect(inRoom.getByRole('article').filter({ hasText: 'Something else' })).toBeFocused();
  await page.keyboard.press('t');
  await expect(thread.getByText('No replies yet')).toBeVisible();
  await expect(thread.getByLabel('Reply in thread', { exact: true })).toBeFocused();
  await page.keyboard.type('Such as?');
  await page.keyboard.press('Enter');
  await expect(inThread('Such as?')).toHaveCount(1);
  await expect(thread.getByRole('heading', { name: '1 reply' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(thread).toHaveCount(0);
  await expect(inRoom.getByRole('button', { name: /^1 reply/ })).toHaveCount(2);
});

test('A thread shows its first message: only other replies are quoted in it', async ({ arrive }) => {
  const { ada, bobs, room, root, thread, inThread } = await twoInThread(arrive);
  const first = await bobs.sendMessage(room, 'Which one?', root.id);
  await bobs.sendMessage(room, 'The small one', first.id);
  await ada.page.goto(`/rooms/${room.id}?thread=${first.id}`);
  await expect(inThread('Which one?')).toHaveCount(2);
  await expect(thread.getByRole('button', { name: /^Show the message by Bob/ })).toHaveCount(1);
  await expect(thread.locator('article').filter({ hasText: 'Who has' })).toHaveCount(1);
});

test('The draft of a thread is apart from the draft of the room', async ({ arrive }) => {
  const { ada, room, root, thread, page } = await twoInThread(arrive);
  await ada.composer.fill('for the room');
  await page.goto(`/rooms/${room.id}?thread=${root.id}`);
  const field = thread.getByLabel('Reply in thread', { exact: true });
  await expect(field).toHaveValue('');
  await field.fill('for the thread');
  await page.reload();
  await expect(field).toHaveValue('for the thread');
  await expect(ada.composer).toHaveValue('for the room');
});

test('Typing without a focused field goes to the thread or the room that is in use', async ({ arrive }) => {
  const { ada, root, room, thread, inRoom, page } = await twoInThread(arrive);
  await page.goto(`/rooms/${room.id}?thread=${root.id}`);
  await thread.getByRole('log').focus();
  await page.keyboard.type('here');
  const field = thread.getByLabel('Reply in thread', { exact: true });
  await expect(field).toHaveValue('here');
  await inRoom.getByRole('log').focus();
  await page.keyboard.type('there');
  await expect(ada.composer).toHaveValue('there');
  await expect(field).toHaveValue('here');
});

test('Offline a thread can be read, and a reply waits in it', async ({ arrive }) => {
  const { ada, inRoom, thread, inThread } = await twoInThread(arrive);
  await ada.sees('Something else');
  ada.allowNetworkErrors();
  await ada.loseNetwork();
  await inRoom.getByRole('button', { name: /^1 reply/ }).click();
  await expect(inThread('I do')).toHaveCount(1);
  const field = thread.getByLabel('Reply in thread', { exact: true });
  await field.fill('Later');
  await field.press('Enter');
  await expect(inThread('Later')).toContainText('Sending');
  await ada.regainNetwork();
  await expect(inThread('Later')).not.toContainText('Sending');
  await expect(thread.getByRole('heading', { name: '2 replies' })).toBeVisible();
});

test('From the list of threads to a thread, to its message, and back', async ({ arrive }) => {
  const { ada, adas, bobs, room, thread, inRoom, page } = await twoInThread(arrive);
  const other = await adas.sendMessage(room, 'Lunch at noon?');
  await page.getByRole('button', { name: 'Room details' }).click();
  const panel = page.getByRole('complementary', { name: 'Room details' });
  await panel.getByRole('tab', { name: 'Threads' }).click();
  const listed = panel.getByRole('tabpanel').getByRole('listitem').getByRole('button');
  await expect(listed).toHaveText([/projector.*1 reply/]);
  await bobs.sendMessage(room, 'Gladly', other.id);
  await expect(listed).toHaveText([/Lunch.*1 reply/, /projector.*1 reply/]);
  await bobs.sendMessage(room, 'At half past', other.id);
  await expect(listed.first()).toHaveText(/Lunch.*2 replies/);
  await expectAccessible(ada);
  await listed.last().click();
  await expect(thread.getByRole('article')).toHaveCount(2);
  await thread.getByRole('button', { name: 'All threads in this room' }).click();
  await listed.first().click();
  await thread.getByRole('article').first().hover();
  await thread.getByRole('article').first().getByRole('button', { name: 'Message actions' }).click();
  await page.getByRole('menuitem', { name: 'Show in room' }).click();
  await expect(inRoom.getByRole('article').filter({ hasText: 'Lunch' }).first()).toBeInViewport();
});

test('A thread is followed with its bell or from its message, and the list can be filtered by it', async ({
  arrive,
}) => {
  const { ada, inRoom, thread, page } = await twoInThread(arrive);
  const bell = (name: string) => thread.getByRole('button', { name, exact: true });
  await inRoom.getByRole('button', { name: /^1 reply/ }).click();
  await bell('Unfollow thread').click();
  await expect(bell('Follow thread')).toBeVisible();
  await expect(page.getByText('You no longer follow this thread')).toBeVisible();

  await thread.getByRole('button', { name: 'All threads in this room' }).click();
  const panel = page.getByRole('complementary', { name: 'Room details' }).getByRole('tabpanel');
  const listed = panel.getByRole('listitem');
  await expect(listed).toHaveText([/projector/]);
  await expect(listed).not.toContainText('You follow this thread');
  await panel.getByRole('button', { name: 'Followed' }).click();
  await expect(panel.getByText('No threads that you follow')).toBeVisible();

  await ada.choose('Follow thread', 'Who has');
  await panel.getByRole('button', { name: 'All', exact: true }).click();
  await expect(listed).toContainText('You follow this thread');
  await panel.getByRole('button', { name: 'Followed' }).click();
  await expect(listed).toHaveText([/projector/]);
  await expectAccessible(ada);
});

test('Unread replies are shown at the message, in the list and by a line, until they are seen', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada Lovelace'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Workshop');
  const root = await bobs.sendMessage(room, 'Who has the projector?');
  await adas.sendMessage(room, 'I do', root.id);
  await bobs.sendMessage(room, 'Which one?', root.id);
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${room.id}?panel=threads`);
  const { page } = ada;
  const answered = page.getByRole('region', { name: 'Workshop' }).getByRole('button', { name: /^2 replies/ });
  const listed = page.getByRole('complementary', { name: 'Room details' }).getByRole('listitem');
  await expect(answered).toHaveAccessibleName(/New/);
  await expect(listed).toContainText('New');
  await listed.getByRole('button').click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await expect(thread.getByRole('separator', { name: 'New' })).toBeVisible();
  await expect(answered).not.toHaveAccessibleName(/New/);
  await expectAccessible(ada);
});

test('On a phone a thread fills the screen, and Back leads to the room', async ({ arrive }) => {
  const { ada, thread, inRoom, inThread, page } = await twoInThread(arrive, { phone: true, dark: true });
  await ada.choose('Open thread', 'Who has');
  await expect(inThread('I do')).toBeVisible();
  await expect(thread).toHaveCSS('width', '390px');
  await expectAccessible(ada);
  await thread.getByLabel('Reply in thread', { exact: true }).fill('On my way');
  await thread.getByRole('button', { name: 'Send message' }).click();
  await expect(inThread('On my way')).toHaveCount(1);
  await page.goBack();
  await expect(thread).toHaveCount(0);
  await expect(inRoom.getByRole('button', { name: /^2 replies/ })).toBeVisible();
});

test('A long thread opens at its end and loads older replies on scrolling up', async ({ arrive }) => {
  const { adas, room, thread, inThread, page } = await twoInThread(arrive);
  const root = await adas.sendMessage(room, 'Let us count');
  for (let count = 1; count <= 90; count++) await adas.sendMessage(room, `Number ${count}.`, root.id);
  await page.goto(`/rooms/${room.id}?thread=${root.id}`);
  await expect(inThread('Number 90.')).toBeInViewport();
  await thread.getByRole('log').focus();
  await expect(async () => {
    await page.keyboard.press('Home');
    await expect(inThread('Let us count')).toBeInViewport({ timeout: 500 });
  }).toPass();
  await expect(thread.getByRole('heading', { name: '90 replies' })).toBeVisible();
});

test('A missing thread is reported, and the room stays', async ({ arrive }) => {
  const { ada, room, thread, page } = await twoInThread(arrive);
  ada.allowError(/status of 404/);
  await page.goto(`/rooms/${room.id}?thread=00000000-0000-7000-8000-000000000000`);
  await expect(thread.getByText('There is no such thread in this room')).toBeVisible();
  await ada.sees('Something else');
});

test('A guest sees the replies since joining, and can reply', async ({ arrive }) => {
  const { bobs, room, root } = await twoInThread(arrive);
  const guest = await arrive({ phone: true });
  await guest.page.goto(`/join/${room.code}`);
  await guest.page.getByRole('textbox', { name: 'Your name' }).fill(newName('guest'));
  await guest.page.getByRole('button', { name: 'Join as a guest' }).click();
  await expect(guest.composer).toBeVisible(); // the invitation names the room, too
  await bobs.sendMessage(room, 'Still looking', root.id);
  await guest.choose('Open thread', 'Still looking');
  const thread = guest.page.getByRole('complementary', { name: 'Thread' });
  await expect(thread.getByText('It begins with a message from before you joined.')).toBeVisible();
  await expect(thread.getByRole('article')).toHaveCount(1);
  await thread.getByLabel('Reply in thread', { exact: true }).fill('Look upstairs');
  await thread.getByRole('button', { name: 'Send message' }).click();
  await expect(thread.getByRole('article')).toHaveCount(2);
  await expectAccessible(guest);
});
