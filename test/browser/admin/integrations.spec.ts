import type { MadeBot } from '../../../src/integrations/bots/bots.dto.ts';
import type { MadeHook } from '../../../src/integrations/hooks/hooks.dto.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account, newName } from '../support/account.ts';
import { button } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the page, to look at. */
const SCREENS = process.env.SCREENS;

test('An administrator sees the programs of rooms that they are not in, and ends them', async ({
  startServer,
  arrive,
}) => {
  test.setTimeout(180_000);
  const server = await startServer();
  const admin = await arrive({ url: server.url });
  await admin.register('first');
  const [owner, heir] = [await Account.register('Owner', server.url), await Account.register('Heir', server.url)];
  const room = await owner.createRoom('Secret plans');
  const { url } = await owner.ask<MadeHook>('POST', `/rooms/${room.id}/hooks`, { name: 'Alerts' });
  const { bot } = await owner.ask<MadeBot>('POST', '/bots', { username: newName('b'), displayName: 'Deployments' });
  await owner.ask('POST', `/rooms/${room.id}/members`, { userIds: [bot.id] });
  /** What an empty call of the hook is answered, at the server itself. */
  const answer = async () => (await fetch(server.url + new URL(url).pathname, { method: 'POST', body: '{}' })).text();
  expect(await answer()).toBe('no_text');

  const { page } = admin;
  await page.goto('/admin/integrations');
  const dialog = page.getByRole('dialog');
  const hooks = page.getByRole('list', { name: 'Incoming webhooks' }).getByRole('listitem');
  const bots = page.getByRole('list', { name: 'Bots' }).getByRole('listitem');
  const search = page.getByRole('searchbox', { name: 'Find programs' });
  const show = page.getByLabel('Show', { exact: true });
  const choose = async (name: string, action: string) => {
    await button(page, `Actions for ${name}`).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  const pictures = async (name: string) => {
    if (!SCREENS) return;
    for (const [size, width, dark] of [
      ['wide', 1440, false],
      ['narrow', 320, true],
    ] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await page.screenshot({ path: `${SCREENS}/integrations-${name}-${size}.png` });
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  };

  await test.step('A webhook is listed with its room, its maker and its failures', async () => {
    await expect(hooks).toContainText(['Alerts']);
    for (const words of ['Secret plans', 'Made by Owner', '1 of the last 1 calls refused', 'no_text (400)'])
      await expect(hooks).toContainText(words);
    await expectAccessible(admin);
    await pictures('hooks');
  });

  await test.step('It is found and chosen', async () => {
    await show.selectOption('Switched off or stopped');
    await expect(page.getByText('No such program')).toBeVisible();
    await show.selectOption('Refused of late');
    await search.fill('secret PLANS');
    await expect(hooks).toHaveCount(1);
    await search.fill('nothing of the kind');
    await expect(hooks).toHaveCount(0);
    await search.fill('');
    await expect(hooks).toHaveCount(1);
  });

  await test.step('It is switched off and on, and deleted', async () => {
    await choose('Alerts', 'Switch off');
    await button(dialog, 'Switch off').click();
    await expect(hooks).toContainText('Switched off');
    expect(await answer()).toBe('no_service');
    await choose('Alerts', 'Switch on');
    await expect(hooks).not.toContainText('Switched off');
    expect(await answer()).toBe('no_text');
    await choose('Alerts', 'Delete the webhook');
    await button(dialog, 'Delete the webhook').click();
    await expect(hooks).toHaveCount(0);
    await expect.poll(answer).toBe('no_service');
  });

  await test.step('A bot is listed with its owner and rooms, and given to another person by keyboard', async () => {
    await page.getByLabel('Kind', { exact: true }).selectOption('Bots');
    for (const words of ['Deployments', 'BOT', 'Owner answers for it', 'In Secret plans', '0 tokens'])
      await expect(bots).toContainText(words);
    await expectAccessible(admin);
    await pictures('bots');
    await choose('Deployments', 'Give to another person');
    await dialog.getByRole('searchbox', { name: 'Find people' }).fill(heir.username);
    await dialog.getByRole('radio', { name: /Heir/ }).press('Space');
    await expectAccessible(admin);
    await button(dialog, 'Give the bot').press('Enter');
    await expect(bots).toContainText('Heir answers for it');
    // The heir is not in the private room.
    await expect(bots).toContainText('In no room');
  });

  await test.step('Its tokens are shown, and it is stopped and deleted', async () => {
    await choose('Deployments', 'Tokens');
    await expect(dialog.getByText('It has no token yet')).toBeVisible();
    await button(dialog, 'Close').click();
    await choose('Deployments', 'Stop the bot');
    await button(dialog, 'Stop the bot').click();
    await expect(bots).toContainText('Stopped');
    await choose('Deployments', 'Delete the bot');
    await button(dialog, 'Delete the bot').click();
    await expect(bots).toHaveCount(0);
  });
  admin.allowNetworkErrors();
});
