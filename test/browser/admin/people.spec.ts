import { expectAccessible } from '../support/accessible.ts';
import { newName, PASSWORD } from '../support/account.ts';
import { box, button, link, REFUSED, signIn } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the page, to look at. */
const SCREENS = process.env.SCREENS;

test('An administrator adds a person, invites another, and deletes the account of who has left', async ({
  startServer,
  arrive,
}) => {
  test.setTimeout(180_000);
  const server = await startServer();
  const admin = await arrive({ url: server.url });
  await admin.register('first');
  const { page } = admin;
  await page.goto('/admin/people');
  const dialog = page.getByRole('dialog');
  const people = page.getByRole('list', { name: 'People' }).getByRole('listitem');
  const invitations = page.getByRole('list', { name: 'Invitations' }).getByRole('listitem');
  const added = newName('zoe');
  const invited = newName('ina');

  await test.step('The link of an added person sets their password', async () => {
    await button(page, 'Add a person').click();
    await button(dialog, 'Add').click();
    await expect(dialog.getByRole('alert')).toHaveCount(2);
    await box(dialog, 'Display name').fill(added);
    await box(dialog, 'E-mail').fill(`${added}@example.org`);
    await expectAccessible(admin);
    await button(dialog, 'Add').click();
    const toPassword = await dialog.getByRole('textbox', { name: `Link for ${added}` }).inputValue();
    await expect(dialog).toContainText(`It was mailed to ${added}@example.org as well.`);
    await button(dialog, 'Close').click();
    await expect(people).toHaveCount(2);
    const zoe = await arrive({ url: server.url, phone: true });
    zoe.allowError(REFUSED); // once her account is deleted
    await zoe.page.goto(toPassword);
    await box(zoe.page, 'New password').fill(PASSWORD);
    await button(zoe.page, 'Set the password').click();
    await signIn(zoe, `${added}@example.org`);
    await expect(zoe.room('Lobby')).toBeVisible();
  });

  await test.step('An invited person chooses a name and a password, and is in', async () => {
    await button(page, 'Invite people').click();
    await box(dialog, 'E-mail addresses').fill(`Ina <${invited}@example.org>, nobody\n${added}@example.org`);
    await button(dialog, 'Invite').click();
    const url = await dialog.getByRole('textbox', { name: `${invited}@example.org` }).inputValue();
    await expect(dialog).toContainText('nobody is no address');
    await expect(dialog).toContainText(`${added}@example.org has an account already`);
    await expectAccessible(admin);
    await button(dialog, 'Close').click();
    await link(page, 'Invitations').click();
    await expect(invitations).toContainText('Waiting');
    const ina = await arrive({ url: server.url });
    await ina.page.goto(url);
    await expect(ina.page.getByRole('heading', { name: 'Welcome to Parley' })).toBeVisible();
    await expect(ina.page.getByText(`${invited}@example.org`)).toBeVisible();
    await expectAccessible(ina);
    await box(ina.page, 'Your name').fill(invited);
    await box(ina.page, 'Password').fill(PASSWORD);
    await button(ina.page, 'Create account').click();
    await expect(ina.room('Lobby')).toBeVisible();
    await page.reload();
    await expect(invitations).toContainText('Came');
    await expectAccessible(admin);
    await link(page, 'People').click();
    const late = await arrive({ url: server.url });
    late.allowError(/responded with a status of 404/);
    await late.page.goto(url);
    await expect(late.page.getByRole('heading', { name: 'This invitation leads nowhere' })).toBeVisible();
  });

  await test.step('What her programs may is seen, and revoked', async () => {
    const ask = async (path: string, body: object, token = ''): Promise<{ accessToken: string }> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      const response = await fetch(`${server.url}/api/v1${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      expect(response.ok).toBe(true);
      return (await response.json()) as { accessToken: string };
    };
    const { accessToken } = await ask('/auth/login', { login: `${added}@example.org`, password: PASSWORD });
    await ask('/auth/tokens', { name: 'Backup', scopes: ['messages:read'] }, accessToken);
    await page.getByRole('button', { name: `Actions for ${added}` }).click();
    await page.getByRole('menuitem', { name: 'Tokens' }).click();
    await expect(dialog.getByRole('listitem')).toContainText('Read messages');
    await expectAccessible(admin);
    if (SCREENS) await page.screenshot({ path: `${SCREENS}/people-tokens.png` });
    await dialog.getByRole('button', { name: 'Revoke the token Backup' }).click();
    await expect(dialog).toContainText('This person has no tokens.');
    await button(dialog, 'Close').click();
  });

  if (SCREENS)
    for (const [name, width, dark] of [
      ['wide', 1440, false],
      ['tablet', 1024, true],
      ['phone', 390, false],
      ['narrow', 320, true],
    ] as const) {
      await page.setViewportSize({ width, height: 1100 });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await page.screenshot({ path: `${SCREENS}/people-${name}.png` });
      await button(page, 'Invite people').click();
      await page.screenshot({ path: `${SCREENS}/people-invite-${name}.png` });
      await button(dialog, 'Cancel').click();
    }
  await page.setViewportSize({ width: 1280, height: 800 });

  await test.step('An account is deleted by its typed name', async () => {
    await page.getByRole('button', { name: `Actions for ${added}` }).click();
    await page.getByRole('menuitem', { name: 'Delete account' }).click();
    const field = dialog.getByRole('textbox');
    const username = /Type (\S+) to go on/.exec(await dialog.innerText())?.[1] ?? '';
    await field.fill('somebody');
    await expect(button(dialog, 'Delete account')).toBeDisabled();
    await field.fill(username);
    if (SCREENS) await page.screenshot({ path: `${SCREENS}/people-erase.png` });
    await button(dialog, 'Delete account').click();
    await expect(people).toHaveCount(2);
    await expect(people.filter({ hasText: added })).toHaveCount(0);
  });
  admin.allowNetworkErrors();
});
