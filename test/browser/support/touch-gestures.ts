import { expect, type Locator, type Page } from '@playwright/test';

interface Swipe {
  by: number;
  down?: number;
  /** Pixels from the left edge of the element at which the touch starts. */
  from?: number;
}

/** Dispatches touch events of a single finger. */
async function withTouch(page: Page, use: (finger: Touch) => Promise<void>): Promise<void> {
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
interface Touch {
  down(at: Point): Promise<unknown>;
  move(to: Point): Promise<unknown>;
  lift(): Promise<unknown>;
}

/** Swipes over an element in ten moves. */
export async function swipe(page: Page, over: Locator, { by, down = 0, from }: Swipe): Promise<void> {
  const box = await boxOf(over);
  const begin = { x: box.x + (from ?? box.width / 2), y: box.y + box.height / 2 };
  await withTouch(page, async (finger) => {
    await finger.down(begin);
    for (let part = 1; part <= 10; part++)
      await finger.move({ x: begin.x + (by * part) / 10, y: begin.y + (down * part) / 10 });
    await finger.lift();
  });
}

/** Touches beside the text of a message until something opens, and optionally slips `slip` pixels before lifting. */
export async function longPress(page: Page, message: Locator, opens: Locator, slip = 0): Promise<void> {
  await message.scrollIntoViewIfNeeded();
  const box = await boxOf(message);
  const begin = { x: box.x + 30, y: box.y + Math.min(box.height / 2, 24) };
  await withTouch(page, async (finger) => {
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
