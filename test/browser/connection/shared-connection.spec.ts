import type { BrowserContext, Page, WebSocket } from '@playwright/test';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { Account, PASSWORD } from '../support/account.ts';
import { allSee, type Person, expectSameConversation } from '../support/person.ts';
import { expect, test as base } from '../support/test.ts';

/** The connections that each page has open. */
class Connections {
  private readonly open = new Map<Page, Set<WebSocket>>();

  constructor(context: BrowserContext) {
    for (const page of context.pages()) this.watch(page);
    context.on('page', (page) => this.watch(page));
  }

  of({ page }: Person): number {
    return this.open.get(page)?.size ?? 0;
  }

  get count(): number {
    return [...this.open.values()].reduce((sum, { size }) => sum + size, 0);
  }

  private watch(page: Page): void {
    const sockets = new Set<WebSocket>();
    this.open.set(page, sockets);
    page.on('websocket', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    page.on('close', () => sockets.clear());
    // Playwright reports no closed sockets of a page that is left.
    page.on('request', (request) => request.isNavigationRequest() && sockets.clear());
  }
}

interface Scene {
  /** Ada's tabs: the first holds the connection. */
  first: Person;
  second: Person;
  bob: Person;
  adas: Account;
  bobs: Account;
  room: Room;
  connections: Connections;
}

const test = base.extend<{ scene: Scene }>({
  scene: async ({ arrive }, use) => {
    const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
    const room = await adas.createRoomWith([bobs], 'Harbour');
    const [first, bob] = [await arrive(), await arrive()];
    const connections = new Connections(first.context);
    await first.signIn(adas, `/rooms/${room.id}`);
    await bob.signIn(bobs, `/rooms/${room.id}`);
    await first.sendMessage('All aboard');
    await bob.seesSent('All aboard');
    const second = await first.openTab(`/rooms/${room.id}`);
    await second.seesSent('All aboard');
    await use({ first, second, bob, adas, bobs, room, connections });
  },
});

const lost = ({ page }: Person) => page.getByText('What you write is kept and sent later.');
const online = ({ page }: Person) => page.getByRole('list', { name: 'Members' }).getByLabel('Online');

/** Waits until a tab receives messages, by any connection. */
async function receivesUpdates(tab: Person, from: Account, room: Room, words: string): Promise<void> {
  await from.sendMessage(room, words);
  await tab.seesSent(words);
}

test('Tabs share one connection: all receive through it, and send through it', async ({ scene }) => {
  const { first, second, bob, bobs, room, connections } = scene;
  const both = [first, second];

  await bob.composer.pressSequentially('Aye');
  for (const { page } of both) await expect(page.getByText('Bob is typing …')).toBeVisible();
  await bob.sendMessage('Aye aye');
  await allSee(both, 'Aye aye');
  await second.composer.pressSequentially('Cast');
  await expect(bob.page.getByText('Ada is typing …')).toBeVisible();
  await second.sendMessage('Cast off');
  await allSee([bob, ...both], 'Cast off');
  for (const { page } of both) await expect(page.getByText('Ada is typing …')).toHaveCount(0);

  await second.choose('Edit', 'Cast off');
  await second.composer.fill('Cast off forward');
  await second.page.getByRole('button', { name: 'Save changes' }).click();
  for (const person of [bob, ...both]) await expect(person.message('Cast off forward')).toContainText('(edited)');
  for (const person of both)
    await expect(person.message('Cast off forward').getByText('Read by 1 person')).toBeVisible();

  const answer = (await bobs.ask<{ items: Message[] }>('GET', `/rooms/${room.id}/messages`)).items.at(-1);
  if (answer) await bobs.react(answer, '⚓');
  for (const person of both) await expect(person.message('Cast off forward').getByText('⚓')).toBeVisible();
  await expect.poll(() => connections.count).toBe(1);
  await expectSameConversation(first, second);
  await expectSameConversation(bob, second);
});

test('A refusal reaches the tab that asked through another', async ({ scene }) => {
  const { first, second, bob, adas, bobs, room, connections } = scene;
  const bobsSecond = await bob.openTab(`/rooms/${room.id}`);
  await bobsSecond.seesSent('All aboard');
  bob.cutConnection();
  await bobsSecond.sendMessage('Let me speak');
  await adas.mute(bobs, room);
  bob.network.restore();
  await bobsSecond.retryNow();
  await expect(bobsSecond.message('Let me speak').getByRole('alert')).toContainText(
    'Not sent: You are muted in this room',
  );
  await expect(bob.message('Let me speak').getByRole('alert')).toBeVisible();
  await adas.unmute(bobs, room);
  await bobsSecond.message('Let me speak').getByRole('button', { name: 'Try again' }).click();
  await allSee([first, second, bob, bobsSecond], 'Let me speak');
  await expect.poll(() => connections.count).toBe(1);
});

test('Each tab sees the presence of the members it shows', async ({ scene }) => {
  const { first, second, adas, connections } = scene;
  const [carols, daves] = [await Account.register('Carol'), await Account.register('Dave')];
  const rooms = [await adas.createRoomWith([carols], 'With Carol'), await adas.createRoomWith([daves], 'With Dave')];
  const tabs = [first, second];
  for (const [index, tab] of tabs.entries()) {
    await tab.openRoom(rooms[index]?.name ?? '');
    await tab.page.getByRole('button', { name: 'Room details' }).click();
    await tab.page.getByRole('tab', { name: 'Members' }).click();
    // Only the reader.
    await expect(online(tab)).toHaveCount(1);
  }
  const leave = [await carols.goOnline(), await daves.goOnline()];
  for (const tab of tabs) await expect(online(tab)).toHaveCount(2);
  for (const go of leave) go();
  for (const tab of tabs) await expect(online(tab)).toHaveCount(1, { timeout: 20_000 });
  await expect.poll(() => connections.count).toBe(1);
});

test('When the tab that holds the connection is closed, another takes over', async ({ scene }) => {
  const { first, second, bob, bobs, room, connections } = scene;
  const third = await first.openTab('/settings/profile');
  await third.page.getByRole('textbox', { name: 'Display name' }).waitFor();
  await Promise.all([first.page.close(), bobs.sendMessage(room, 'Meanwhile'), second.sendMessage('Still here')]);
  await allSee([second, bob], 'Meanwhile');
  await allSee([second, bob], 'Still here');
  await receivesUpdates(second, bobs, room, 'Afterwards');
  await expect.poll(() => connections.count).toBe(1);
  await third.page.close();
  await receivesUpdates(second, bobs, room, 'Alone');
  await expect.poll(() => connections.count).toBe(1);
  await expectSameConversation(second, bob);
});

test('A reloaded tab hands the connection over, and shares it again', async ({ scene }) => {
  const { first, second, bobs, room, connections } = scene;
  await first.page.reload();
  await receivesUpdates(second, bobs, room, 'Did you miss me?');
  await first.seesSent('Did you miss me?');
  await expect.poll(() => connections.count).toBe(1);
  await expectSameConversation(first, second);
});

test('A broken connection is shown in all tabs, and recovers for all', async ({ scene }) => {
  const { first, second, bob, bobs, room, connections } = scene;
  const tabs = [first, second];
  first.cutConnection();
  for (const tab of tabs) await expect(lost(tab)).toBeVisible();
  await second.sendMessage('Into the void');
  await bobs.sendMessage(room, 'Where are you?');
  first.network.restore();
  await second.retryNow();
  for (const tab of tabs) await expect(lost(tab)).toHaveCount(0);
  await allSee([...tabs, bob], 'Into the void');
  await allSee(tabs, 'Where are you?');
  await expectSameConversation(first, second);
  await expectSameConversation(bob, second);
  await expect.poll(() => connections.count).toBe(1);
});

test('A tab that the browser freezes releases the connection', async ({ scene }) => {
  const { first, second, bobs, room, connections } = scene;
  // The event before the browser freezes a tab; Chromium freezes no tab that a test controls.
  await first.page.evaluate("document.dispatchEvent(new Event('freeze'))");
  await receivesUpdates(second, bobs, room, 'While you sleep');
  await expect.poll(() => connections.of(second)).toBe(1);
  await first.page.evaluate("document.dispatchEvent(new Event('resume'))");
  await first.seesSent('While you sleep');
  await receivesUpdates(first, bobs, room, 'Good morning');
  await expect.poll(() => connections.count).toBe(1);
  await expectSameConversation(first, second);
});

test('The connection is taken from a tab that hangs', async ({ scene }) => {
  const { first, second, bob, bobs, room, connections } = scene;
  const hanging = first.page.evaluate('{ const end = Date.now() + 12_000; while (Date.now() < end); }');
  await second.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
  await expect.poll(() => connections.of(second)).toBe(1);
  await second.sendMessage('Anybody there?');
  await bob.seesSent('Anybody there?');
  await receivesUpdates(second, bobs, room, 'Aye');
  await hanging;
  await allSee([first, second], 'Aye');
  await receivesUpdates(first, bobs, room, 'Back again');
  await expect.poll(() => connections.count).toBe(1);
  await expectSameConversation(first, second);
});

for (const who of ['first', 'second'] as const)
  test(`Signing out in the ${who} tab signs out in all`, async ({ scene }) => {
    const tab = scene[who];
    await tab.page.getByRole('button', { name: /Account and settings/ }).click();
    await tab.page.getByRole('menuitem', { name: 'Sign out' }).click();
    for (const { page } of [scene.first, scene.second])
      await expect(page).toHaveURL((url) => url.pathname === '/sign-in' && url.searchParams.get('ended') === 'logout');
    await expect.poll(() => scene.connections.count).toBe(0);
  });

test('When the session is ended elsewhere, all tabs show why', async ({ scene: { first, second, adas } }) => {
  // A tab may ask for another token before the event that ends the session arrives.
  for (const tab of [first, second]) tab.allowError(/401.*\/auth\/refresh/);
  await adas.ask('POST', '/auth/change-password', { currentPassword: PASSWORD, newPassword: `another ${PASSWORD}` });
  for (const { page } of [first, second])
    await expect(page).toHaveURL((url) => url.searchParams.get('ended') === 'password_changed');
});

test('Signing in as another member in a tab changes all tabs', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  await adas.createRoom('Only for Ada');
  await bobs.createRoom('Only for Bob');
  const first = await arrive();
  const connections = new Connections(first.context);
  await first.page.goto('/sign-in');
  const second = await first.openTab('/sign-in');
  await second.page.getByRole('textbox', { name: /Username or e-mail/ }).fill(bobs.username);
  await second.page.getByRole('textbox', { name: /^Password$/ }).fill(PASSWORD);
  await first.signIn(adas);
  await expect(first.room('Only for Ada')).toBeVisible();
  await second.page.getByRole('button', { name: 'Sign in', exact: true }).click();
  for (const tab of [first, second]) {
    await expect(tab.room('Only for Bob')).toBeVisible();
    await expect(tab.room('Only for Ada')).toHaveCount(0);
  }
  await expect.poll(() => connections.count).toBe(1);
});
