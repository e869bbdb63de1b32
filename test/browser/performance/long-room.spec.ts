import { Account } from '../support/account.ts';
import { ageMessages, fillRoom } from '../support/database.ts';
import { expect, test } from '../support/test.ts';

const MESSAGE_COUNT = 50_000;

test(`A room of ${MESSAGE_COUNT} messages scrolls without a jump`, async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoomWith([bob], 'Archive');
  await ageMessages(room, 3 * MESSAGE_COUNT);
  await fillRoom(room, bob, MESSAGE_COUNT);
  await ada.markRead(room);
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  const log = reader.page.getByRole('log');
  await expect(reader.message(`Entry ${MESSAGE_COUNT}.`)).toBeInViewport();
  await reader.page.evaluate(`
    globalThis.shifts = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries()) globalThis.shifts += value;
    }).observe({ type: 'layout-shift' });
  `);
  const box = await log.boundingBox();
  await reader.page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300);
  let most = 0;
  for (let turn = 0; turn < 60; turn++) {
    await reader.page.mouse.wheel(0, -600);
    await reader.page.waitForTimeout(40);
    most = Math.max(most, await reader.page.getByRole('article').count());
  }
  expect(most).toBeGreaterThan(5);
  expect(most).toBeLessThanOrEqual(60);
  expect(await reader.page.evaluate<number>('globalThis.shifts')).toBeLessThan(0.01);
  await expect(reader.message(`Entry ${MESSAGE_COUNT}.`)).toHaveCount(0);

  await reader.page.goto(`/rooms/${room.id}?at=25000`);
  await expect(reader.page.locator('article.highlighted')).toBeInViewport();
  await reader.page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect(reader.message(`Entry ${MESSAGE_COUNT}.`)).toBeInViewport();
});
