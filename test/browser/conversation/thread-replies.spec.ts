import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

const SCREENS = process.env.SCREENS;

test('A reply stays in its thread unless it is sent to the room as well, and waits in the list of threads', async ({
  arrive,
}) => {
  const [adas, bobs] = [await Account.register('Ada Lovelace'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Workshop');
  const root = await bobs.sendMessage(room, 'Who has the projector?');
  const [ada, bob] = [await arrive(), await arrive()];
  await ada.signIn(adas, `/rooms/${room.id}?thread=${root.id}`);
  await bob.signIn(bobs, '/rooms');
  const conversation = ada.page.getByRole('region', { name: 'Workshop' }).getByRole('article');
  const thread = ada.page.getByRole('complementary', { name: 'Thread' });
  const inThread = (words: string) => thread.getByRole('article').filter({ hasText: words });
  const field = thread.getByLabel('Reply in thread', { exact: true });
  const alsoInRoom = thread.getByRole('checkbox', { name: 'Also send to the room' });
  const reply = async (words: string) => {
    await field.fill(words);
    await field.press('Enter');
    await expect(inThread(words)).toHaveCount(1);
    await expect(inThread(words)).not.toContainText('Sending');
  };

  await reply('It is in the cupboard');
  await expect(conversation.filter({ hasText: 'cupboard' })).toHaveCount(0);
  await expect(conversation.filter({ hasText: 'projector' }).getByRole('button', { name: /^1 reply/ })).toBeVisible();
  await alsoInRoom.check();
  if (SCREENS) await ada.page.screenshot({ path: `${SCREENS}/thread-desk.png` });
  await expectAccessible(ada);
  await reply('Found it, by the way');
  await expect(alsoInRoom).not.toBeChecked();
  const loud = conversation.filter({ hasText: 'Found it' });
  await expect(loud).toHaveCount(1);
  await expect(loud).toContainText('Who has the projector?');
  await ada.page.reload();
  await expect(inThread('cupboard')).toHaveCount(1);
  await expect(loud).toHaveCount(1);
  await expect(conversation.filter({ hasText: 'cupboard' })).toHaveCount(0);

  // Bob has not looked: the room has one unread message, the list of threads one thread with two replies.
  const entry = bob.page.getByRole('link', { name: /^Threads/ });
  await expect(entry).toContainText('1 thread with unread replies');
  await entry.click();
  await expect(bob.page).toHaveURL('/threads');
  const listed = bob.page.getByRole('list', { name: 'Threads' }).getByRole('link');
  await expect(listed).toHaveText([/Workshop.*2 new replies.*projector.*cupboard.*Found it/s]);
  if (SCREENS) await bob.page.screenshot({ path: `${SCREENS}/inbox-desk.png` });
  await expectAccessible(bob);
  await listed.first().focus();
  await bob.page.keyboard.press('Enter');
  const bobsThread = bob.page.getByRole('complementary', { name: 'Thread' });
  await expect(bobsThread.getByRole('separator', { name: 'New' })).toBeVisible();
  await expect(entry).not.toContainText('unread replies');
  await bob.page.getByRole('link', { name: /^Threads/ }).click();
  await bob.page.getByRole('link', { name: 'Unread', exact: true }).click();
  await expect(bob.page.getByText('Nothing unread')).toBeVisible();

  // A new one rings here, and all are read at once.
  await reply('One more thing');
  await expect(listed).toHaveText([/1 new reply.*One more thing/s]);
  await bob.page.getByRole('button', { name: 'Mark all threads as read' }).click();
  await expect(bob.page.getByText('Nothing unread')).toBeVisible();
  await expect(entry).not.toContainText('unread replies');

  // What is answered is resolved; everybody sees it, and finds the thread as such.
  const resolveIt = thread.getByRole('button', { name: 'Mark thread as resolved' });
  await resolveIt.focus();
  await ada.page.keyboard.press('Enter');
  await expect(thread.getByRole('status').filter({ hasText: 'Resolved by' })).toContainText('Ada Lovelace');
  await expect(
    conversation
      .filter({ hasText: 'projector' })
      .first()
      .getByRole('button', { name: /^3 replies/ }),
  ).toContainText('Resolved');
  await expectAccessible(ada);
  if (SCREENS) await ada.page.screenshot({ path: `${SCREENS}/resolved-desk.png` });
  await bob.page.getByRole('link', { name: 'Resolved', exact: true }).click();
  await expect(listed).toHaveText([/Resolved.*projector/s]);
  if (SCREENS) await bob.page.screenshot({ path: `${SCREENS}/inbox-resolved-desk.png` });
  await thread.getByRole('button', { name: 'Reopen thread' }).click();
  await expect(resolveIt).toBeVisible();
  await expect(thread.getByText('Resolved by')).toHaveCount(0);

  // The search leads to where a message stands.
  await bob.page.goto('/search?q=cupboard');
  await bob.page.getByRole('list', { name: 'What was found' }).getByRole('link').click();
  await expect(bobsThread.getByRole('article').filter({ hasText: 'cupboard' })).toHaveCount(1);
});

test('On a phone, in German and in the dark, threads are listed and answered', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada Lovelace'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Werkstatt');
  const root = await bobs.sendMessage(room, 'Wer hat den Beamer?');
  await adas.ask('POST', `/rooms/${room.id}/messages`, {
    clientId: crypto.randomUUID(),
    body: 'Er liegt im Schrank, ganz oben, hinter den Kabeln, wenn ihn niemand genommen hat',
    threadId: root.id,
  });
  const bob = await arrive({ phone: true, dark: true, language: 'de-DE' });
  await bob.signIn(bobs, '/threads');
  const listed = bob.page.getByRole('list', { name: 'Threads' }).getByRole('link');
  await expect(listed).toHaveText([/1 neue Antwort.*Beamer.*Schrank/s]);
  if (SCREENS) await bob.page.screenshot({ path: `${SCREENS}/inbox-phone.png` });
  await expectAccessible(bob);
  await listed.click();
  const thread = bob.page.getByRole('complementary', { name: 'Thread' });
  const also = thread.getByRole('checkbox', { name: 'Auch in den Raum senden' });
  await expect(also).toBeVisible();
  await thread.getByRole('button', { name: 'Thread als erledigt markieren' }).click();
  await expect(thread.getByText('Erledigt von Bob')).toBeVisible();
  if (SCREENS) await bob.page.screenshot({ path: `${SCREENS}/thread-phone.png` });
  expect((await also.locator('xpath=..').boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await expectAccessible(bob);
  await bob.page.setViewportSize({ width: 320, height: 640 });
  await expect(also).toBeInViewport();
  if (SCREENS) await bob.page.screenshot({ path: `${SCREENS}/thread-320.png` });
});
