import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { type Person, expectSameConversation } from '../support/person.ts';
import { expect, test as base } from '../support/test.ts';

/** Ada and Bob in a room of their own: Ada on a light desktop, Bob on a dark phone. */
const test = base.extend<{
  pair: { ada: Person; bob: Person; adas: Account; bobs: Account; room: Room };
}>({
  pair: async ({ arrive }, use) => {
    const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
    const room = await adas.createRoomWith([bobs], 'Expedition');
    const [ada, bob] = [await arrive(), await arrive({ phone: true, dark: true })];
    await ada.signIn(adas, `/rooms/${room.id}`);
    await bob.signIn(bobs, `/rooms/${room.id}`);
    await ada.sendMessage('All aboard');
    await bob.seesSent('All aboard');
    await use({ ada, bob, adas, bobs, room });
  },
});

const lost = (person: Person) => person.page.getByText('What you write is kept and sent later.');

test('Bob loses the network while both write; reconnected, both have the same list', async ({ pair: { ada, bob } }) => {
  await bob.loseNetwork();
  await expect(lost(bob)).toBeVisible();
  for (const words of ['Bob 1', 'Bob 2', 'Bob 3']) await bob.sendMessage(words);
  for (const words of ['Ada 1', 'Ada 2', 'Ada 3']) await ada.sendMessage(words);
  await expect(bob.message('Bob 3')).toContainText('Sending …');
  await expect(ada.message('Bob 1')).toHaveCount(0);

  await bob.regainNetwork();
  for (const words of ['Bob 1', 'Bob 2', 'Bob 3', 'Ada 1', 'Ada 2', 'Ada 3'])
    await Promise.all([ada.seesSent(words), bob.seesSent(words)]);
  await expect(lost(bob)).toHaveCount(0);
  await expectSameConversation(ada, bob);
  const bodies = (await ada.conversation()).map((line) => line.replace(/^.*: /, ''));
  expect(bodies).toEqual(['All aboard', 'Ada 1', 'Ada 2', 'Ada 3', 'Bob 1', 'Bob 2', 'Bob 3']);
});

test('A message that waits can be taken back, or sent with other words', async ({ pair: { ada, bob } }) => {
  await bob.loseNetwork();
  for (const words of ['Rather not', 'In hste', 'As it is']) await bob.sendMessage(words);
  await bob.message('Rather not').getByRole('button', { name: 'Don’t send' }).click();
  await expect(bob.message('Rather not')).toHaveCount(0);
  await bob.message('In hste').getByRole('button', { name: 'Edit' }).click();
  await expect(bob.composer).toHaveValue('In hste');
  await bob.sendMessage('In haste');

  await bob.regainNetwork();
  await ada.seesSent('As it is');
  await ada.seesSent('In haste');
  await bob.seesSent('In haste');
  for (const words of ['Rather not', 'In hste']) await expect(ada.message(words)).toHaveCount(0);
  await expectSameConversation(ada, bob);
});

test('A connection that breaks further away is noticed, and can be retried at once', async ({ pair: { ada, bob } }) => {
  bob.cutConnection();
  await expect(lost(bob)).toBeVisible();
  await bob.sendMessage('Into the void');
  await ada.choose('Edit', 'All aboard');
  await ada.composer.fill('All ashore');
  await ada.page.getByRole('button', { name: 'Save changes' }).click();
  await ada.sees('All ashore');
  await bob.sees('All aboard');

  await expect(bob.page.getByText(/Next try in \d+ s/)).toBeVisible();

  bob.network.restore();
  await bob.retryNow();
  await expect(bob.page.getByText('Up to date.')).toBeVisible();
  await bob.seesSent('All ashore');
  await ada.seesSent('Into the void');
  await expectSameConversation(ada, bob);
});

test('A message whose answer was lost is sent again and appears once', async ({ pair: { ada, bob } }) => {
  bob.network.loseAnswers();
  await bob.sendMessage('Did you get this?');
  await ada.seesSent('Did you get this?');
  await expect(bob.message('Did you get this?')).toContainText('Sending …');

  bob.cutConnection();
  await bob.sendMessage('And this?');
  bob.network.restore();
  await ada.seesSent('And this?');
  await bob.seesSent('Did you get this?');
  await bob.seesSent('And this?');
  await expectSameConversation(ada, bob);
});

test('Unsent messages survive a reload', async ({ pair: { ada, bob } }) => {
  bob.refuseSockets();
  await bob.sendMessage('Written before the reload');
  await bob.page.reload();
  await expect(bob.message('Written before the reload')).toContainText('Sending …');
  await bob.sendMessage('Written after it');
  await bob.page.getByRole('button', { name: 'Retry now' }).waitFor();
  await expect(ada.message('Written before the reload')).toHaveCount(0);

  bob.network.restore();
  await ada.seesSent('Written after it');
  await bob.seesSent('Written before the reload');
  await expectSameConversation(ada, bob);
});

test('A crash loses neither a draft nor an unsent message', async ({ pair: { ada, bob } }) => {
  bob.refuseSockets();
  await bob.sendMessage('Said before the crash');
  await expect(bob.message('Said before the crash')).toContainText('Sending …');
  await bob.composer.pressSequentially('Half a tho');
  const { context, page } = bob;
  const devTools = await context.newCDPSession(page);
  const crash = page.waitForEvent('crash');
  devTools.send('Page.crash').catch(() => undefined); // nobody is left to answer
  await crash;

  const again = await context.newPage();
  await again.goto(page.url());
  await expect(again.getByLabel('Message', { exact: true })).toHaveValue('Half a tho');
  await expect(again.getByRole('article').filter({ hasText: 'Said before the crash' })).toContainText('Sending …');
  bob.network.restore();
  await ada.seesSent('Said before the crash');
});

test('A draft survives a reload and a visit to another room', async ({ pair: { bob } }) => {
  await bob.composer.fill('Half a tho');
  await bob.openRoom('Lobby');
  await expect(bob.composer).toHaveValue('');
  await bob.page.reload();
  await bob.openRoom('Expedition');
  await expect(bob.composer).toHaveValue('Half a tho');
});

test('A refused message shows why and waits: retried it is sent, discarded it is gone', async ({ pair }) => {
  const { ada, bob, adas, bobs, room } = pair;
  bob.cutConnection();
  await bob.sendMessage('First refusal');
  await bob.sendMessage('Second refusal');
  await adas.mute(bobs, room);
  bob.network.restore();
  await bob.retryNow();
  for (const words of ['First refusal', 'Second refusal'])
    await expect(bob.message(words).getByRole('alert')).toContainText('Not sent: You are muted in this room');
  await bob.page.reload();
  await bob.message('First refusal').getByRole('button', { name: 'Discard' }).click();
  await expect(bob.message('First refusal')).toHaveCount(0);

  await adas.unmute(bobs, room);
  await bob.message('Second refusal').getByRole('button', { name: 'Try again' }).click();
  await ada.seesSent('Second refusal');
  await expect(bob.page.getByRole('alert')).toHaveCount(0);
  await expectSameConversation(ada, bob);
});

test('A refusal is shown in every room, and the message can be edited', async ({ pair }) => {
  const { ada, adas, bobs, room } = pair;
  const banner = ada.page.getByText('Not sent in Expedition: You are muted in this room');
  await adas.ask('PATCH', `/rooms/${room.id}/members/${bobs.id}`, { role: 'owner' });
  ada.cutConnection();
  await ada.sendMessage('Unheard');
  await ada.openRoom('Lobby');
  await bobs.mute(adas, room);
  ada.network.restore();
  await ada.retryNow();
  await expect(banner).toBeVisible();
  await expect(ada.room('Expedition')).toContainText('Not sent');
  await ada.page.getByRole('button', { name: 'Show' }).click();
  await bobs.unmute(adas, room);
  await ada.message('Unheard').getByRole('button', { name: 'Edit' }).click();
  await expect(ada.composer).toHaveValue('Unheard');
  await expect(ada.message('Unheard')).toHaveCount(0);
  await expect(ada.room('Expedition')).not.toContainText('Not sent');
  await ada.openRoom('Lobby');
  await expect(ada.room('Expedition')).toContainText('Draft');
  await ada.openRoom('Expedition');
  await ada.composer.press('Enter');
  await ada.seesSent('Unheard');
  await expect(ada.room('Expedition')).not.toContainText('Draft');
});

test('While an edit is being saved this is shown, and typing goes on', async ({ pair: { ada } }) => {
  ada.network.loseAnswers();
  await ada.choose('Edit', 'All aboard');
  await ada.composer.fill('All ashore');
  await ada.composer.press('Enter');
  await expect(ada.page.getByText('Saving your changes …')).toBeVisible();
  await ada.page.keyboard.type(', please');
  await expect(ada.page.getByText('Editing your message')).toBeVisible();
  ada.cutConnection();
  await expect(ada.page.getByText('The server cannot be reached. Try again.')).toBeVisible();
  await expect(ada.composer).toHaveValue('All ashore, please');
  ada.network.restore();
  await ada.retryNow();
  await ada.sees('All ashore'); // what was on its way had arrived
  await ada.composer.press('Enter');
  await ada.seesSent('All ashore, please');
  await expect(ada.page.getByText('Editing your message')).toHaveCount(0);
});

test('An archived room is read-only, and shows so', async ({ pair: { ada, bob, adas, room } }) => {
  await expect(bob.composer).toBeVisible();
  await bob.composer.fill('Half a tho');
  await adas.ask('PATCH', `/rooms/${room.id}`, { archived: true });
  for (const { page, composer } of [ada, bob]) {
    await expect(page.getByText('This room is archived: it can be read, but nobody writes in it.')).toBeVisible();
    await expect(composer).toHaveCount(0);
  }
  await expectAccessible(bob);
  await adas.ask('PATCH', `/rooms/${room.id}`, { archived: false });
  await expect(bob.composer).toHaveValue('Half a tho');
});
