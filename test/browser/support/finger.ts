import { expect, type Locator, type Page } from '@playwright/test';

interface Way {
  by: number;
  down?: number;
  /** Where the finger comes down, from the left edge of what it touches. */
  from?: number;
}

/** One finger on the screen. */
async function touching(page: Page, use: (finger: Finger) => Promise<void>): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at?: Point) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] });
  await use({
    down: (at) => send('touchStart', at),
    move: (to) => send('touchMove', to),
    lift: () => send('touchEnd'),
  });
  await devtools.detach();
}

interface Point {
  x: number;
  y: number;
}
interface Finger {
  down(at: Point): Promise<unknown>;
  move(to: Point): Promise<unknown>;
  lift(): Promise<unknown>;
}

/** A finger over something, in as many moves as a finger makes. */
export async function swipe(page: Page, over: Locator, { by, down = 0, from }: Way): Promise<void> {
  const box = await boxOf(over);
  const begin = { x: box.x + (from ?? box.width / 2), y: box.y + box.height / 2 };
  await touching(page, async (finger) => {
    await finger.down(begin);
    for (let part = 1; part <= 10; part++)
      await finger.move({ x: begin.x + (by * part) / 10, y: begin.y + (down * part) / 10 });
    await finger.lift();
  });
}

/** A finger that stays beside the words of a message until something opens, and perhaps slips before it is lifted. */
export async function hold(page: Page, message: Locator, opens: Locator, slip = 0): Promise<void> {
  await message.scrollIntoViewIfNeeded();
  const box = await boxOf(message);
  const begin = { x: box.x + 30, y: box.y + Math.min(box.height / 2, 24) };
  await touching(page, async (finger) => {
    await finger.down(begin);
    await expect(opens).toBeVisible();
    for (let part = 1; slip && part <= 10; part++) await finger.move({ ...begin, x: begin.x + (slip * part) / 10 });
    await finger.lift();
  });
}

async function boxOf(over: Locator) {
  const box = await over.boundingBox();
  if (!box) throw new Error('Nothing to touch');
  return box;
}
