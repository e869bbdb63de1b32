import type { CDPSession, Page, Request } from '@playwright/test';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { Account, PASSWORD } from '../support/account.ts';
import { ageMessages, fillRoom } from '../support/database.ts';
import { box } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test as base } from '../support/test.ts';

const KB = 1000;
const MB = 1_000_000;
/** Limits on any machine. Times depend on the machine: they are reported and never fail. */
const BUDGETS = { initialScripts: 200 * KB, heapGrowth: 30 * MB, shift: 0 };
const ROOM_COUNT = 500;
const SWITCH_COUNT = 200;
const LONG_ROOM_MESSAGES = 50_000;
const BURST_SECONDS = 6;
const MESSAGES_PER_SECOND = 20;
/** Task duration from which on a page feels stuck. */
const NOTICEABLE_MS = 50;

const report: [what: string, measured: string][] = [];
const note = (what: string, measured: string) => report.push([what, measured]);
const ms = (time: number) => `${Math.round(time)} ms`;
const median = (times: number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

const test = base.extend<object, { adas: Account; rooms: Room[] }>({
  // Playwright derives the fixtures from the destructuring pattern: none here.
  // eslint-disable-next-line no-empty-pattern
  adas: [async ({}, use) => use(await Account.register('Ada')), { scope: 'worker' }],
  /** The first two have messages. */
  rooms: [
    async ({ adas }, use) => {
      const rooms: Room[] = [];
      for (let count = 1; count <= ROOM_COUNT; count++) rooms.push(await adas.createRoom(`Room ${count}`));
      for (const room of rooms.slice(0, 2))
        for (let count = 1; count <= 150; count++) await adas.sendMessage(room, `Line ${count} of a talk that goes on`);
      await use(rooms);
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

test.afterAll(() => {
  if (report.length === 0) return;
  const width = Math.max(...report.map(([what]) => what.length));
  console.log(
    ['', 'Budgets', ...report.map(([what, measured]) => `  ${what.padEnd(width)}  ${measured}`), ''].join('\n'),
  );
});

test('The first screen needs little JavaScript', async ({ arrive }) => {
  const ada = await arrive();
  const scripts = measureScripts(ada.page);
  await ada.page.goto('/sign-in');
  await expect(ada.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  const { size, count } = await scripts();
  note('JavaScript of the first screen, as sent', `${(size / KB).toFixed(1)} kB in ${count} files`);
  expect(size).toBeLessThanOrEqual(BUDGETS.initialScripts);
});

test(`It starts with ${ROOM_COUNT} rooms, and switches rooms without leaking memory`, async ({
  arrive,
  adas,
  rooms,
}) => {
  test.setTimeout(180_000);
  const ada = await arrive();
  const empty = await started(ada.page, '/sign-in', 'form');
  await ada.signIn(adas);
  const full = await started(ada.page, '/rooms', 'parley-room-row');
  note('Start of an empty page', ms(empty));
  note(`Start with ${ROOM_COUNT} rooms`, `${ms(full)}, ${(full / empty).toFixed(1)} × the empty page`);

  const pair = rooms.slice(0, 2);
  await ada.page.goto(`/rooms/${pair[1]?.id}`);
  await ada.sees('Line 150 of');
  const devtools = await ada.context.newCDPSession(ada.page);
  const times = await switches(ada, pair, 10);
  const before = await heap(devtools);
  const busyBefore = await processorTime(devtools);
  times.push(...(await switches(ada, pair, SWITCH_COUNT)));
  const busy = ((await processorTime(devtools)) - busyBefore) / SWITCH_COUNT;
  const growth = (await heap(devtools)) - before;
  note(
    'To a room that was open before',
    `${ms(median(times))}, ${ms(busy)} of a processor, ${(median(times) / empty).toFixed(2)} × the empty page`,
  );
  note(`Memory after ${SWITCH_COUNT} changes of room`, `${growth > 0 ? '+' : ''}${(growth / MB).toFixed(1)} MB`);
  expect(growth).toBeLessThan(BUDGETS.heapGrowth);
});

test('What a person waits for', async ({ arrive, adas, rooms }) => {
  const ada = await arrive();
  await ada.page.goto('/sign-in');
  await box(ada.page, 'Username or e-mail').fill(adas.username);
  await box(ada.page, 'Password').fill(PASSWORD);
  const signIn = await timed(
    () => box(ada.page, 'Password').press('Enter'),
    () => ada.page.locator('parley-room-row').first().waitFor(),
  );
  note('From signing in to the list of rooms', ms(signIn));

  await ada.page.goto(`/rooms/${rooms[0]?.id}`);
  await ada.sees('Line 150 of');
  const opened = await drawnAfter(ada.page, 'keydown', 'parley-switcher-dialog input');
  await ada.page.keyboard.press('Control+k');
  note('Ctrl+K for the first time', ms(await opened()));
  await ada.page.keyboard.press('Escape');

  await ada.page.goto('/search');
  await ada.page
    .locator('parley-room-row')
    .nth(ROOM_COUNT - 1)
    .waitFor({ state: 'attached' });
  const field = ada.page.locator('parley-search-page input').first();
  await field.fill('tal');
  const found = await drawnAfter(ada.page, 'input', 'parley-search-result');
  await field.press('k');
  note('From the last key to the results of a search', ms(await found()));
});

test('Nothing moves when older messages load', async ({ arrive, adas, rooms }) => {
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${rooms[0]?.id}`);
  await ada.sees('Line 150 of');
  await ada.page.evaluate(`
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: 'layout-shift' });
  `);
  const log = ada.page.getByRole('log');
  await log.hover();
  while (!(await ada.message('Line 1 of').count())) {
    await ada.page.mouse.wheel(0, -400);
    await ada.page.waitForTimeout(50);
  }
  const shift = await ada.page.evaluate<number>('window.shift');
  note('Layout shift while older messages load', String(shift));
  expect(shift).toBe(BUDGETS.shift);
});

test(`While ${MESSAGES_PER_SECOND} messages a second arrive in a room of ${LONG_ROOM_MESSAGES}, the page stays responsive`, async ({
  arrive,
  adas,
}) => {
  test.setTimeout(120_000);
  const bobs = await Account.register('Bob');
  const room = await adas.createRoomWith([bobs], 'Busy');
  await ageMessages(room, 3 * LONG_ROOM_MESSAGES);
  await fillRoom(room, bobs, LONG_ROOM_MESSAGES);
  await adas.markRead(room);
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${room.id}`);
  await expect(ada.message(`Entry ${LONG_ROOM_MESSAGES}.`)).toBeInViewport();
  await ada.page.evaluate(`
    window.tasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.tasks.push(duration);
    }).observe({ type: 'longtask' });
  `);
  const arriving: Promise<unknown>[] = [];
  const count = BURST_SECONDS * MESSAGES_PER_SECOND;
  for (let number = 1; number <= count; number++) {
    arriving.push(
      bobs.sendMessage(room, `Number ${number} with **some** words, \`code\` and https://example.org/${number}`),
    );
    await new Promise((resolve) => setTimeout(resolve, 1000 / MESSAGES_PER_SECOND));
  }
  await Promise.all(arriving);
  await expect(ada.message(`Number ${count} with`)).toBeInViewport();
  const tasks = await ada.page.evaluate<number[]>('window.tasks');
  const longest = tasks.length > 0 ? `, the longest ${ms(Math.max(...tasks))}` : '';
  note(`Tasks above ${NOTICEABLE_MS} ms while ${count} messages arrive`, `${tasks.length}${longest}`);
});

async function timed(act: () => Promise<unknown>, until: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await act();
  await until();
  return performance.now() - begin;
}

/** Starts a clock with the next event of the page; it stops once the element has been drawn. */
async function drawnAfter(page: Page, event: 'input' | 'keydown', selector: string): Promise<() => Promise<number>> {
  await page.evaluate(`
    window.drawnAfter = new Promise((resolve) => {
      document.addEventListener('${event}', ({ timeStamp }) => {
        const look = () => {
          const isThere = document.querySelector('${selector}');
          requestAnimationFrame(isThere ? () => setTimeout(() => resolve(performance.now() - timeStamp)) : look);
        };
        look();
      }, { capture: true, once: true });
    });
    undefined;
  `);
  return () => page.evaluate<number>('window.drawnAfter');
}

/** Counts the bytes of scripts that a page loads, as compressed. */
function measureScripts(page: Page): () => Promise<{ size: number; count: number }> {
  const scripts: Request[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script') scripts.push(request);
  });
  return async () => {
    const sizes = await Promise.all(scripts.map((script) => script.sizes()));
    return { size: sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0), count: scripts.length };
  };
}

/** Time from the request of a page to its first element, measured by the page. */
async function started(page: Page, path: string, selector: string): Promise<number> {
  await page.goto(path);
  await page.locator(selector).first().waitFor();
  return page.evaluate<number>('performance.now()');
}

/** Switches between two rooms by their links; each time lasts until the name and messages of the other are drawn. */
function switches({ page }: Person, pair: Room[], times: number): Promise<number[]> {
  const paths = pair.map(({ id, name }) => ({ path: `/rooms/${id}`, name }));
  return page.evaluate<number[]>(`(async () => {
    const pair = ${JSON.stringify(paths)};
    const drawn = (name) => document.querySelector('parley-room-header h1')?.textContent.trim() === name
      && document.querySelector('parley-message-row');
    const frame = () => new Promise(requestAnimationFrame);
    const times = [];
    for (let count = 0; count < ${times}; count++) {
      const { path, name } = pair[count % pair.length];
      const begin = performance.now();
      document.querySelector('a[href="' + path + '"]').click();
      while (!drawn(name)) await frame();
      times.push(performance.now() - begin);
      await frame();
    }
    return times;
  })()`);
}

/** Milliseconds that the main thread of the page has worked: what neighbours on the machine take is not counted. */
async function processorTime(devtools: CDPSession): Promise<number> {
  await devtools.send('Performance.enable');
  const { metrics } = await devtools.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0);
}

async function heap(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize;
}
