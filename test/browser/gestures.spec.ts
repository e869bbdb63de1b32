import type { Locator } from '@playwright/test';
import { Account } from './support/account.ts';
import type { Person } from './support/person.ts';
import { expect, test } from './support/test.ts';

interface Way {
  by: number;
  down?: number;
  /** Where the finger comes down, from the left edge of what it touches. */
  from?: number;
}

/** A finger over something, in as many moves as a finger makes. */
async function swipe({ context, page }: Person, over: Locator, { by, down = 0, from }: Way): Promise<void> {
  const box = await over.boundingBox();
  if (!box) throw new Error('Nothing to touch');
  const begin = { x: box.x + (from ?? box.width / 2), y: box.y + box.height / 2 };
  const devtools = await context.newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', part: number) =>
    devtools.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: type === 'touchEnd' ? [] : [{ x: begin.x + by * part, y: begin.y + down * part }],
    });
  await touch('touchStart', 0);
  for (let part = 1; part <= 10; part++) await touch('touchMove', part / 10);
  await touch('touchEnd', 1);
  await devtools.detach();
}

async function onPhone(arrive: (equipment: { phone: boolean }) => Promise<Person>) {
  const [adas, bobs] = [await Account.open('Ada'), await Account.open('Bob')];
  const room = await adas.createRoomWith([bobs], 'Pocket');
  await bobs.say(room, 'Words to answer');
  await bobs.say(room, `\`\`\`\n${'a wide line of code '.repeat(12)}\n\`\`\``);
  const ada = await arrive({ phone: true });
  await ada.signIn(adas, `/rooms/${room.id}`);
  await ada.seesSent('Words to answer');
  return ada;
}

test('On a phone a swipe closes the panel, and another one leads back to the rooms', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  const panel = ada.page.getByRole('complementary', { name: 'Room details' });
  await ada.page.getByRole('button', { name: 'Room details' }).click();
  await expect(panel).toBeVisible();
  await swipe(ada, panel, { by: -150 });
  await expect(panel).toBeVisible();
  await swipe(ada, panel, { by: 150 });
  await expect(panel).toHaveCount(0);

  const log = ada.page.getByRole('log');
  await swipe(ada, log, { by: 150 });
  await expect(ada.page).toHaveURL(/\/rooms$/);
  await expect(ada.room('Pocket')).toBeVisible();
});

test('Fingers that mean something else move nothing', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  const log = ada.page.getByRole('log');
  const stays = async () => {
    await expect(ada.message('Words to answer')).toBeVisible();
    await expect(ada.page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
    expect(new URL(ada.page.url()).pathname).toMatch(/^\/rooms\/./);
  };
  await test.step('The edge is the system’s', async () => {
    await swipe(ada, log, { by: 200, from: 8 });
    await stays();
  });
  await test.step('Up and down is scrolling', async () => {
    await swipe(ada, log, { by: 90, down: 120 });
    await stays();
  });
  await test.step('A short way is an accident', async () => {
    await swipe(ada, log, { by: 40 });
    await stays();
  });
  await test.step('Wide code scrolls by itself', async () => {
    const code = ada.page.locator('pre');
    await swipe(ada, code, { by: -150 });
    await stays();
    expect(await ada.page.evaluate<number>(`document.querySelector('pre').scrollLeft`)).toBeGreaterThan(0);
    await swipe(ada, code, { by: 100 });
    await stays();
  });
  await test.step('What one writes is marked, not moved', async () => {
    await ada.composer.fill('Some words');
    await swipe(ada, ada.composer, { by: 150, from: 60 });
    await stays();
  });
});

test('A swipe over a message the other way answers it', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  await swipe(ada, ada.message('Words to answer'), { by: -150 });
  await expect(ada.page.getByText(/^Reply to Bob/)).toBeVisible();
  await ada.say('An answer');
  await expect(ada.message('An answer').getByRole('button', { name: /this answers/ })).toContainText('Words to answer');
});

test('Where one writes to the left, the swipes go the other way', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  await ada.page.evaluate(`document.documentElement.dir = 'rtl'`);
  const log = ada.page.getByRole('log');
  await swipe(ada, ada.message('Words to answer'), { by: 150 });
  await expect(ada.page.getByText(/^Reply to Bob/)).toBeVisible();
  await swipe(ada, log, { by: -150 });
  await expect(ada.page).toHaveURL(/\/rooms$/);
});
