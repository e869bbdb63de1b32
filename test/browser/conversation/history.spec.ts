import type { Locator, Route } from '@playwright/test';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

const MESSAGE_COUNT = 300;
/** Bodies of all lengths, so that no row has the estimated height. */
const words = (number: number) => `No. ${number}, ${'and the wind did blow '.repeat((number * 7919) % 23)}so it ends`;
const bodyStart = (number: number) => `No. ${number},`;

let ada: Account;
let bob: Account;
let eve: Account;
let room: Room;
let last: Message;

test.beforeAll(async () => {
  [ada, bob, eve] = [await Account.register('Ada'), await Account.register('Bob'), await Account.register('Eve')];
  room = await ada.createRoomWith([bob, eve], 'Logbook');
  const ids: string[] = [];
  for (let number = 1; number <= MESSAGE_COUNT; number++) {
    const author = number % 7 < 4 ? ada : bob;
    last = await author.sendMessage(room, words(number), number === MESSAGE_COUNT ? ids[9] : undefined);
    ids.push(last.id);
  }
});

const readUpTo = (seq: number) => bob.ask('PUT', `/rooms/${room.id}/read`, { seq });
const log = (reader: Person) => reader.page.getByRole('log');
const latest = (reader: Person) => reader.page.getByRole('button', { name: /^Jump to latest|new messages?$/ });

interface Scroller {
  scrollTop: number;
  scrollHeight: number;
  clientHeight: number;
}
const offset = (scroller: Locator) => scroller.evaluate((element: Scroller) => element.scrollTop);
const height = (scroller: Locator) => scroller.evaluate((element: Scroller) => element.scrollHeight);
const scrollUp = async (scroller: Locator, by: number) => {
  await scroller.dispatchEvent('wheel'); // scrolls like a user, so that no scroll anchor resists
  await scroller.evaluate((element: Scroller, distance) => (element.scrollTop -= distance), by);
  await scrollingEnded(scroller);
};

/** Waits until scrolling has ended. */
async function scrollingEnded(scroller: Locator): Promise<void> {
  let before = NaN;
  await expect
    .poll(
      async () => {
        const now = await offset(scroller);
        const rests = now === before;
        before = now;
        return rests;
      },
      { intervals: [50] },
    )
    .toBe(true);
}

/** The first row that is entirely visible, and its position. */
async function topVisibleRow(reader: Person): Promise<{ row: Locator; top: number }> {
  const edge = (await log(reader).boundingBox())?.y ?? 0;
  for (const row of await reader.page.getByRole('article').all()) {
    const top = (await row.boundingBox())?.y ?? 0;
    const start = bodyStart(Number(/No\. (\d+),/.exec(await row.innerText())?.[1]));
    if (top > edge + 40) return { row: reader.message(start), top };
  }
  throw new Error('Nothing to read on the screen');
}

async function expectOpenAt(reader: Person, number: number): Promise<void> {
  await reader.signIn(bob, `/rooms/${room.id}`);
  await expect(reader.message(bodyStart(number))).toBeInViewport();
  await scrollingEnded(log(reader));
}

for (const phone of [false, true]) {
  test(
    `Older messages are inserted above without moving the visible ones, on a ${phone ? 'phone' : 'desktop'}`,
    nightlyUnless(phone),
    async ({ arrive }) => {
      await readUpTo(last.seq);
      const reader = await arrive({ phone, size: phone ? { width: 390, height: 844 } : { width: 1280, height: 800 } });
      await expectOpenAt(reader, MESSAGE_COUNT);
      await expect(latest(reader)).toHaveCount(0);

      // Each page is held back until scrolling has ended, so that it is inserted while the reader is still.
      const held: Route[] = [];
      await reader.page.route(/messages\?.*before=/, (route) => void held.push(route));
      const beginning = log(reader).getByText('The conversation begins here.');
      let pages = 0;
      while (!(await beginning.isVisible())) {
        const page = held.pop();
        if (!page) {
          await scrollUp(log(reader), 500);
          continue;
        }
        pages++;
        const before = await height(log(reader));
        const { row, top } = await topVisibleRow(reader);
        await page.continue();
        await expect.poll(() => height(log(reader))).not.toBe(before);
        await scrollingEnded(log(reader));
        expect((await row.boundingBox())?.y).toBeCloseTo(top, 0);
      }
      expect(pages).toBeGreaterThan(3);
      while (!(await reader.message(bodyStart(1)).isVisible())) await scrollUp(log(reader), 500);
      await latest(reader).click();
      await expect(reader.message(bodyStart(MESSAGE_COUNT))).toBeInViewport();
      await expect(latest(reader)).toHaveCount(0);
    },
  );
}

test('From a reply to the quoted message, and back to the newest', async ({ arrive }) => {
  await readUpTo(last.seq);
  const reader = await arrive();
  await expectOpenAt(reader, MESSAGE_COUNT);
  await reader.message(bodyStart(MESSAGE_COUNT)).getByRole('button', { name: 'Show the message by' }).click();
  await expect(reader.message(bodyStart(10))).toBeInViewport();
  await expect(reader.message(bodyStart(10))).toHaveClass(/highlighted/);
  await latest(reader).click();
  await expect(reader.message(bodyStart(MESSAGE_COUNT))).toBeInViewport();
});

test('A link to a message leads there on every press, and back', async ({ arrive }) => {
  const author = await Account.register('Author');
  const room = await author.createRoom('Links');
  for (let number = 1; number <= 60; number++) await author.sendMessage(room, words(number));
  await author.sendMessage(room, `See ${process.env.PARLEY_URL}/rooms/${room.id}?at=${room.lastSeq + 5}`);
  await author.markRead(room);
  const reader = await arrive();
  await reader.signIn(author, `/rooms/${room.id}`);
  const link = reader.message('See').getByRole('link');
  const target = reader.page.locator('article.highlighted');
  for (let times = 0; times < 2; times++) {
    await expect(link).toBeInViewport();
    await link.click();
    await expect(target).toBeInViewport();
    await expect(link).not.toBeInViewport();
    await reader.page.getByRole('button', { name: 'Back', exact: true }).click();
  }
  await expect(link).toBeInViewport();
});

test('New messages do not move a reader further up, but are announced', async ({ arrive }) => {
  const [writer, listener] = [await Account.register('Writer'), await Account.register('Listener')];
  const other = await writer.createRoomWith([listener], 'Radio');
  for (let number = 1; number <= 60; number++) await writer.sendMessage(other, words(number));
  await listener.ask('PUT', `/rooms/${other.id}/read`, { seq: 60 });
  const reader = await arrive();
  await reader.signIn(listener, `/rooms/${other.id}`);
  await expect(reader.page.getByRole('article').first()).toBeVisible();
  await scrollingEnded(log(reader));
  await scrollUp(log(reader), 800);
  const { row, top } = await topVisibleRow(reader);
  await writer.sendMessage(other, 'News');
  // From another device: no news to its author.
  await listener.sendMessage(other, 'My own words');
  await writer.sendMessage(other, 'More news');
  await expect(latest(reader)).toHaveText(/2 new messages/);
  expect((await row.boundingBox())?.y).toBeCloseTo(top, 0);
  await latest(reader).click();
  await expect(reader.message('More news')).toBeInViewport();
});

test('Who reads at the end stays there, however close together messages come', async ({ arrive }) => {
  const [writer, listener] = [await Account.register('Writer'), await Account.register('Listener')];
  const other = await writer.createRoomWith([listener], 'Radio');
  const MESSAGE_COUNT = 20;
  const longWords = (number: number) => `${number} ${'of three lines on a narrow screen '.repeat(4)}`;
  await writer.sendMessage(other, longWords(0));
  const reader = await arrive({ size: { width: 390, height: 844 } });
  await reader.signIn(listener, `/rooms/${other.id}`);
  await reader.sees(longWords(0).trim());
  await scrollingEnded(log(reader));
  for (let round = 0; round < 3; round++) {
    const numbers = Array.from({ length: MESSAGE_COUNT }, (_, index) => round * MESSAGE_COUNT + index + 1);
    await Promise.all(numbers.map((number) => writer.sendMessage(other, longWords(number))));
    await expect(latest(reader)).toHaveCount(0);
    const behind = () =>
      log(reader).evaluate((list: Scroller) => list.scrollHeight - list.scrollTop - list.clientHeight);
    await expect.poll(behind).toBeLessThan(2);
  }
  await expect.poll(async () => (await listener.ask<Room>('GET', `/rooms/${other.id}`)).unreadCount).toBe(0);
});

test('A room with much unread opens where the unread begins', async ({ arrive }) => {
  const reader = await arrive();
  await eve.ask('PUT', `/rooms/${room.id}/read`, { seq: last.seq - 100 });
  await reader.signIn(eve, `/rooms/${room.id}`);
  await expect(reader.page.getByRole('separator', { name: 'New messages' })).toBeInViewport();
  await expect(reader.message(bodyStart(MESSAGE_COUNT - 99))).toBeInViewport();
  await expect(reader.room('Logbook')).toContainText('unread');
  const below = async () => Number(/^(\d+) new messages$/.exec((await latest(reader).innerText()).trim())?.[1]);
  const counted = await below();
  expect(counted, 'all that is unread, though most is not loaded yet').toBeGreaterThan(60);
  await scrollUp(log(reader), -1500);
  expect(await below()).toBeLessThan(counted);
  await latest(reader).click();
  await expect(reader.message(bodyStart(MESSAGE_COUNT))).toBeInViewport();
  await expect(reader.room('Logbook')).not.toContainText('unread');
});

test('A long message is collapsed, expands in room, and is whole at the end of a link', async ({ arrive }) => {
  const tales = await ada.createRoomWith([bob], 'Tales');
  for (let number = 1; number <= 15; number++) await ada.sendMessage(tales, words(number));
  await bob.ask('PUT', `/rooms/${tales.id}/read`, { seq: 99 });
  const lines = Array.from({ length: 60 }, (_, line) => `Once upon a time, line ${line}`);
  const { seq } = await ada.sendMessage(tales, lines.join('\n'));
  await ada.sendMessage(tales, 'The end');
  const reader = await arrive();
  await reader.signIn(bob, `/rooms/${tales.id}`);
  const tale = reader.message('Once upon a time');
  const top = async () => Math.round((await tale.boundingBox())?.y ?? 0);
  await expect(reader.message('The end')).toBeInViewport();
  const before = await top();
  await tale.getByRole('button', { name: 'Show more' }).press('Enter');
  await expect(reader.message('The end')).not.toBeInViewport();
  await scrollingEnded(log(reader));
  expect(await top()).toBe(before);

  await reader.page.goto(`/rooms/${tales.id}?at=${seq}`);
  const less = tale.getByRole('button', { name: 'Show less' });
  await less.click();
  await expect(reader.message('The end')).toBeInViewport();
  await expect(tale.getByText('line 0', { exact: false })).toBeInViewport();
});
