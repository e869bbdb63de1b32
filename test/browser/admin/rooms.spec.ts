import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { button } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the page, to look at. */
const SCREENS = process.env.SCREENS;

test('An administrator archives and deletes a room without having been in it', async ({ startServer, arrive }) => {
  test.setTimeout(180_000);
  const server = await startServer();
  const admin = await arrive({ url: server.url });
  await admin.register('first');
  const owner = await arrive({ url: server.url });
  await owner.signIn(await Account.register('Owner', server.url));
  await owner.createRoom('Secret plans');
  const { page } = admin;
  await page.goto('/admin/rooms');
  const rooms = page.getByRole('list', { name: 'Rooms' }).getByRole('listitem');
  const secret = rooms.filter({ hasText: 'Secret plans' });
  const choose = async (action: string) => {
    await page.getByRole('button', { name: 'Actions for Secret plans' }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };

  await test.step('The room is listed with its size', async () => {
    await expect(secret).toContainText('Private');
    await expect(secret).toContainText('1 member');
    await expect(secret).toContainText('Owned by Owner');
    await expectAccessible(admin);
    if (SCREENS)
      for (const [name, width, dark] of [
        ['wide', 1440, false],
        ['narrow', 320, true],
      ] as const) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
        await page.screenshot({ path: `${SCREENS}/rooms-${name}.png` });
      }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('It is archived and taken out again', async () => {
    await choose('Archive');
    await button(page.getByRole('dialog'), 'Archive').click();
    await expect(secret).toContainText('Archived');
    await choose('Take out of the archive');
    await expect(secret).not.toContainText('Archived');
  });

  await test.step('It is deleted by its typed name', async () => {
    await choose('Delete room');
    const dialog = page.getByRole('dialog');
    await expect(button(dialog, 'Delete room')).toBeDisabled();
    await dialog.getByRole('textbox').fill('Secret plans');
    await button(dialog, 'Delete room').click();
    await expect(secret).toHaveCount(0);
    await expect(owner.room('Secret plans')).toHaveCount(0);
  });
  for (const person of [admin, owner]) person.allowNetworkErrors();
});
