import { randomUUID } from 'node:crypto';
import { expectAccessible } from '../support/accessible.ts';
import { Account, newName } from '../support/account.ts';
import { box, button, openSettings, REFUSED } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the page, to look at. */
const SCREENS = process.env.SCREENS;

async function picture({ page }: Person, name: string): Promise<void> {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/bots-${name}.png` });
}

/** What a program with a token is answered when it writes. */
async function statusOfWriting({ url }: Account, roomId: string, secret: string): Promise<number> {
  const response = await fetch(`${url}/api/v1/rooms/${roomId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: randomUUID(), body: 'deployed' }),
  });
  return response.status;
}

test('A bot is made, put into a room, given a token that is shown once and replaced, stopped and deleted', async ({
  arrive,
}) => {
  test.setTimeout(180_000);
  const account = await Account.register('Ada');
  const room = await account.createRoomWith([], 'Operations');
  const desk = await arrive();
  desk.allowError(REFUSED);
  await desk.signIn(account);
  await openSettings(desk, 'Bots');
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  const username = newName('deploy');
  const tokens = page.getByRole('list', { name: 'Tokens of Deployments' }).getByRole('listitem');
  let secret = '';

  await test.step('It is made by keyboard, and its details say what is next', async () => {
    await expect(page.getByText('You have no bots yet')).toBeVisible();
    await button(page, 'New bot').press('Enter');
    await button(dialog, 'Create the bot').click();
    await expect(box(dialog, 'Username')).toHaveAccessibleDescription(/Please fill this in/);
    await box(dialog, 'Username').fill(account.username);
    await box(dialog, 'Name in rooms').fill('Deployments');
    await box(dialog, 'Name in rooms').press('Enter');
    await expect(dialog.getByRole('alert')).toBeVisible();
    await expectAccessible(desk);
    await picture(desk, 'new');
    await box(dialog, 'Username').fill(username);
    await box(dialog, 'Username').press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(button(page, 'Manage Deployments')).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByText('It is in no room yet')).toBeVisible();
    await expect(page.getByText('It has no token yet')).toBeVisible();
  });

  await test.step('It is put into a room as people are, with its badge', async () => {
    await page.goto(`/rooms/${room.id}`);
    await page.getByRole('button', { name: '1 member' }).click();
    await button(page, 'Add people').click();
    await dialog.getByRole('searchbox', { name: 'Find people and groups' }).fill(username);
    const found = dialog.getByRole('button', { name: `@${username}` });
    await expect(found).toContainText('BOT');
    await found.click();
    await button(dialog, 'Add').click();
    await expect(dialog).toHaveCount(0);
    await page.goto('/settings/bots');
    await button(page, 'Manage Deployments').press('Enter');
    await expect(page.getByText('Operations', { exact: true })).toBeVisible();
  });

  await test.step('Its token is limited to a room, shown once and used', async () => {
    await button(page, 'New token').click();
    await box(dialog, 'Name').fill('CI');
    await dialog.getByRole('checkbox', { name: /^Send and change messages/ }).check();
    await dialog.getByRole('switch', { name: 'Only in some rooms' }).click();
    await dialog.getByRole('checkbox', { name: 'Operations' }).check();
    await expectAccessible(desk);
    await picture(desk, 'token');
    await button(dialog, 'Create the token').click();
    await expect(dialog.getByText('whoever has it acts as this bot')).toBeVisible();
    secret = (await dialog.getByLabel('The token').textContent()) ?? '';
    expect(secret).toMatch(/^parley_bot_[0-9A-Za-z]{49}$/);
    await button(dialog, 'I have copied it').click();
    await expect(tokens).toContainText(['Only in Operations']);
    expect(await page.content()).not.toContain(secret);
    expect(await statusOfWriting(account, room.id, secret)).toBe(201);
  });

  await test.step('Another one replaces it, which goes on until it is revoked', async () => {
    await button(page, 'Replace the token CI').click();
    await expect(dialog.getByRole('heading', { name: 'Replace the token CI' })).toBeVisible();
    await expect(box(dialog, 'Name')).toHaveValue('CI');
    await expect(dialog.getByRole('checkbox', { name: /^Send and change messages/ })).toBeChecked();
    await expect(dialog.getByRole('checkbox', { name: 'Operations' })).toBeChecked();
    await button(dialog, 'Create the new token').click();
    await button(dialog, 'I have copied it').click();
    await expect(tokens).toHaveCount(2);
    expect(await statusOfWriting(account, room.id, secret)).toBe(201);
    await expectAccessible(desk);
    await picture(desk, 'details');
    // The newest is first.
    await tokens.last().getByRole('button', { name: 'Revoke the token CI' }).click();
    await button(dialog, 'Revoke').click();
    await expect(dialog).toHaveCount(0);
    await expect(tokens).toHaveCount(1);
    expect(await statusOfWriting(account, room.id, secret)).toBe(401);
  });

  await test.step('On a phone, in German and dark', async () => {
    const phone = await arrive({ phone: true, dark: true, language: 'de-DE' });
    await phone.signIn(account);
    await phone.page.goto('/settings/bots');
    await button(phone.page, 'Deployments verwalten').click();
    await expect(phone.page.getByRole('list', { name: 'Tokens von Deployments' })).toContainText('Nur in Operations');
    await expectAccessible(phone);
    await picture(phone, 'phone');
  });

  await test.step('It is renamed, stopped and goes on without tokens, and is deleted', async () => {
    await box(page, 'Name in rooms').fill('Releases');
    await box(page, 'Name in rooms').press('Enter');
    await expect(button(page, 'Manage Releases')).toBeVisible();
    await button(page, 'Stop the bot').click();
    await button(dialog, 'Stop the bot').click();
    await expect(page.getByText('While it is stopped it has no tokens.')).toBeVisible();
    await button(page, 'Let the bot go on').click();
    await expect(page.getByText('It has no token yet')).toBeVisible();
    await button(page, 'Delete the bot').click();
    await button(dialog, 'Delete the bot').click();
    await expect(page.getByText('You have no bots yet')).toBeVisible();
  });
});
