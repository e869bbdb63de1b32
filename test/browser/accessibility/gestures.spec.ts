import { Account } from '../support/account.ts';
import { longPress, swipe } from '../support/touch-gestures.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

async function onPhone(arrive: (equipment: { phone: boolean }) => Promise<Person>) {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Pocket');
  await bobs.sendMessage(room, 'Words to answer');
  await bobs.sendMessage(room, `\`\`\`\n${'a wide line of code '.repeat(12)}\n\`\`\``);
  const ada = await arrive({ phone: true });
  await ada.signIn(adas, `/rooms/${room.id}`);
  await ada.seesSent('Words to answer');
  return ada;
}

test('On a phone a swipe closes the panel, and another leads back to the rooms', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  const panel = ada.page.getByRole('complementary', { name: 'Room details' });
  await ada.page.getByRole('button', { name: 'Room details' }).click();
  await expect(panel).toBeVisible();
  await swipe(ada.page, panel, { by: -150 });
  await expect(panel).toBeVisible();
  await swipe(ada.page, panel, { by: 150 });
  await expect(panel).toHaveCount(0);

  const log = ada.page.getByRole('log');
  await swipe(ada.page, log, { by: 150 });
  await expect(ada.page).toHaveURL(/\/rooms$/);
  await expect(ada.room('Pocket')).toBeVisible();
});

test('Other gestures move nothing', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  const log = ada.page.getByRole('log');
  const stays = async () => {
    await expect(ada.message('Words to answer')).toBeVisible();
    await expect(ada.page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
    expect(new URL(ada.page.url()).pathname).toMatch(/^\/rooms\/./);
  };
  await test.step('The edge belongs to the system', async () => {
    await swipe(ada.page, log, { by: 200, from: 8 });
    await stays();
  });
  await test.step('Up and down scrolls', async () => {
    await swipe(ada.page, log, { by: 90, down: 120 });
    await stays();
  });
  await test.step('A short move is ignored', async () => {
    await swipe(ada.page, log, { by: 40 });
    await stays();
  });
  await test.step('Wide code scrolls by itself', async () => {
    const code = ada.page.locator('pre');
    await swipe(ada.page, code, { by: -150 });
    await stays();
    expect(await ada.page.evaluate<number>(`document.querySelector('pre').scrollLeft`)).toBeGreaterThan(0);
    await swipe(ada.page, code, { by: 100 });
    await stays();
  });
  await test.step('Text in the composer is selected, not moved', async () => {
    await ada.composer.fill('Some words');
    await swipe(ada.page, ada.composer, { by: 150, from: 60 });
    await stays();
  });
});

test('A swipe over a message in the other direction replies', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  await swipe(ada.page, ada.message('Words to answer'), { by: -150 });
  await expect(ada.page.getByText(/^Reply to Bob/)).toBeVisible();
  await ada.sendMessage('An answer');
  await expect(ada.message('An answer').getByRole('button', { name: /this answers/ })).toContainText('Words to answer');
});

test('In right-to-left layout the swipes are mirrored', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  await ada.page.evaluate(`document.documentElement.dir = 'rtl'`);
  const log = ada.page.getByRole('log');
  await swipe(ada.page, ada.message('Words to answer'), { by: 150 });
  await expect(ada.page.getByText(/^Reply to Bob/)).toBeVisible();
  await swipe(ada.page, log, { by: -150 });
  await expect(ada.page).toHaveURL(/\/rooms$/);
});

test('A long press on a message opens its menu', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  const words = 'Words to answer';
  const message = ada.message(words);
  await test.step('It opens under the finger, and stays when that is lifted', async () => {
    await ada.openMenu(words);
    await isStill(ada);
    await expect(ada.menu.getByRole('button', { name: 'Reply', exact: true })).toBeVisible();
  });
  await test.step('A quick reaction is added at once', async () => {
    await ada.menu.getByRole('button', { name: '🎉' }).tap();
    await expect(ada.menu).toHaveCount(0);
    await expect(message.getByRole('button', { name: '🎉 1: You reacted' })).toBeVisible();
    await ada.openMenu(words);
    await expect(ada.menu.getByRole('button', { name: '🎉' })).toHaveAttribute('aria-pressed', 'true');
    await ada.menu.getByRole('button', { name: '🎉' }).tap();
    await expect(message.getByRole('button', { name: /^🎉/ })).toHaveCount(0);
  });
  await test.step('A press beside it closes it', async () => {
    await ada.openMenu(words);
    await ada.page.touchscreen.tap(180, 60);
    await expect(ada.menu).toHaveCount(0);
  });
  await test.step('Text can be selected or copied: the confirmation does not cover the composer', async () => {
    await ada.choose('Select text', words);
    const alone = ada.page.getByRole('dialog').getByText(words);
    await expect(alone).toBeVisible();
    await expect(alone).toHaveCSS('user-select', 'text');
    await ada.page.getByRole('button', { name: 'Close', exact: true }).tap();
    await ada.choose('Copy text', words);
    const snackBar = ada.page.locator('mat-snack-bar-container');
    await expect(snackBar).toHaveText('Text copied');
    await isStill(ada);
    const [toast, field] = [await snackBar.boundingBox(), await ada.composer.boundingBox()];
    expect((toast?.y ?? 0) + (toast?.height ?? 0)).toBeLessThanOrEqual(field?.y ?? 0);
  });
  await test.step('A finger that slips after a long press does not reply', async () => {
    await longPress(ada.page, message, ada.menu, -150);
    await isStill(ada);
    await expect(ada.menu).toBeVisible();
    await expect(ada.page.getByText(/^Reply to Bob/)).toHaveCount(0);
    await ada.menu.getByRole('button', { name: 'Reply', exact: true }).tap();
    await expect(ada.page.getByText(/^Reply to Bob/)).toBeVisible();
  });
});

test('On a phone a message shows no menu button, but has one for screen readers', async ({ arrive }) => {
  const ada = await onPhone(arrive);
  const button = ada.message('Words to answer').getByRole('button', { name: 'Message actions' });
  await expect(button).toHaveCount(1);
  const at = await button.boundingBox();
  const seen = `document.elementFromPoint(${at?.x ?? 0} + 8, ${at?.y ?? 0} + 8)?.closest('.actions') ?? null`;
  expect(await ada.page.evaluate(seen)).toBeNull();
  // Like a screen reader.
  await button.dispatchEvent('click');
  await ada.menu.getByRole('button', { name: 'Reply', exact: true }).tap();
  await expect(ada.page.getByText(/^Reply to Bob/)).toBeVisible();
});

/** Waits for the click that follows a lifted finger. */
async function isStill({ page }: Person): Promise<void> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 350)))');
}
