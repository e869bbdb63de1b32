import { expectAccessible } from '../support/accessible.ts';
import { Account, PASSWORD } from '../support/account.ts';
import { ageProofs } from '../support/database.ts';
import { box, button, openSettings, REFUSED } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the pages, to look at. */
const SCREENS = process.env.SCREENS;

async function picture({ page }: Person, name: string): Promise<void> {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/${name}.png` });
}

/** What a program with a token is answered. */
async function statusWith({ url }: Account, secret: string): Promise<number> {
  return (await fetch(`${url}/api/v1/rooms`, { headers: { authorization: `Bearer ${secret}` } })).status;
}

test('A token is made with a proof, shown once, used by a program and revoked', async ({ arrive }) => {
  test.setTimeout(120_000);
  const account = await Account.register('Ada');
  const desk = await arrive();
  desk.allowError(REFUSED);
  await desk.signIn(account);
  await openSettings(desk, 'Security');
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  const list = page.getByRole('list', { name: 'Tokens for programs' });
  let secret = '';

  await test.step('The dialog says what is missing', async () => {
    await button(page, 'New token').click();
    await expect(box(dialog, 'Name')).toBeFocused();
    await button(dialog, 'Create the token').click();
    await expect(dialog.getByText('Choose at least one thing that it may do')).toBeVisible();
    await expectAccessible(desk);
    await dialog.getByRole('switch', { name: 'Only in some rooms' }).click();
    await expect(dialog.getByText('Choose at least one room')).toBeVisible();
    await picture(desk, 'tokens-dialog');
    await dialog.getByRole('switch', { name: 'Only in some rooms' }).click();
  });

  await test.step('It is made by keyboard, after the password', async () => {
    await ageProofs(account);
    await box(dialog, 'Name').fill('Backup at night');
    await dialog.getByRole('checkbox', { name: /^See rooms/ }).press('Space');
    await dialog.getByRole('checkbox', { name: /^Be used by assistants/ }).press('Space');
    await box(dialog, 'Name').press('Enter');
    await box(page.getByRole('dialog', { name: 'Confirm that it is you' }), 'Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('heading', { name: 'Your new token' })).toBeVisible();
    secret = (await dialog.getByLabel('The token').textContent()) ?? '';
    expect(secret).toMatch(/^parley_pat_[0-9A-Za-z]{49}$/);
    await expect(dialog.getByText(/^curl -H/)).toContainText('/api/v1/rooms');
    const line = dialog.getByText(
      /^claude mcp add --transport http parley https?:.*\/mcp --header "Authorization: Bearer /,
    );
    await expect(line).toContainText(secret);
    await button(dialog, 'Copy the line for the assistant').click();
    await expect(button(dialog, 'Copied')).toBeVisible();
    await expectAccessible(desk);
    await picture(desk, 'tokens-made');
    // What is shown once does not go by an accident.
    await page.keyboard.press('Escape');
    await expect(dialog.getByLabel('The token')).toBeVisible();
    await button(dialog, 'I have copied it').click();
  });

  await test.step('It is listed without its secret, and used', async () => {
    const row = list.getByRole('listitem');
    await expect(row).toContainText('Backup at night');
    await expect(row).toContainText('See rooms and their members');
    await expect(row).toContainText('Not used yet');
    expect(await page.content()).not.toContain(secret);
    expect(await statusWith(account, secret)).toBe(200);
    await page.reload();
    await expect(row).toContainText('Last used');
    await expectAccessible(desk);
    await row.scrollIntoViewIfNeeded();
    await picture(desk, 'tokens-list');
  });

  await test.step('On a phone, in German and dark', async () => {
    const phone = await arrive({ phone: true, dark: true, language: 'de-DE', size: { width: 390, height: 844 } });
    await phone.signIn(account);
    await phone.page.goto('/settings/security');
    const tokens = phone.page.getByRole('list', { name: 'Tokens für Programme' });
    await expect(tokens).toContainText('Backup at night');
    await tokens.scrollIntoViewIfNeeded();
    await picture(phone, 'tokens-list-phone');
    await button(phone.page, 'Neues Token').click();
    await expect(phone.page.getByRole('dialog').getByText('Darf schreiben')).toBeVisible();
    await expectAccessible(phone);
    await picture(phone, 'tokens-dialog-phone');
  });

  await test.step('Revoked, it opens nothing any more', async () => {
    await list.getByRole('button', { name: 'Revoke the token Backup at night' }).click();
    await button(dialog, 'Revoke').click();
    // The list is out of reach while the question is open.
    await expect(dialog).toHaveCount(0);
    await expect(list).toHaveCount(0);
    expect(await statusWith(account, secret)).toBe(401);
  });
});
