import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { box, button } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the dialog, to look at. */
const SCREENS = process.env.SCREENS;

async function picture({ page }: Person, name: string): Promise<void> {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/connections-${name}.png` });
}

/** Posts as a program does. The address is reached at the shared server, whatever PUBLIC_URL is. */
async function answered({ url }: Account, address: string | null): Promise<string> {
  const response = await fetch(url + new URL(address ?? '').pathname, { method: 'POST', body: '{"text":"deployed"}' });
  return response.text();
}

test('The owner of a room connects a program, tries it, and ends it', async ({ arrive }) => {
  const account = await Account.register('Ada');
  const room = await account.createRoomWith([], 'Operations');
  const ada = await arrive();
  await ada.signIn(account, `/rooms/${room.id}`);
  const { page } = ada;
  await button(page, 'Room details').click();
  await button(page, 'Connections').click();
  const dialog = page.getByRole('dialog', { name: 'Connections' });
  await expect(dialog.getByText('No program is connected')).toBeVisible();

  await test.step('The address is shown once', async () => {
    await button(dialog, 'Make an address').click();
    await expect(box(dialog, 'Name')).toHaveAccessibleDescription(/Please fill this in/);
    await box(dialog, 'Name').fill('Alerts');
    await box(dialog, 'Name').press('Enter');
    const address = dialog.getByLabel('Address', { exact: true });
    await expect(address).toBeVisible();
    expect(await answered(account, await address.textContent())).toBe('ok');
    await dialog.getByLabel('How it is used').selectOption('Grafana');
    await expect(dialog.getByText(/Contact points/)).toBeVisible();
    await expectAccessible(ada);
    await picture(ada, 'made');
    // What is shown once does not go by an accident.
    await page.keyboard.press('Escape');
    await expect(address).toBeVisible();
    await button(dialog, 'Close').click();
    await ada.sees('deployed');
  });

  await test.step('It is tried, renamed and switched off', async () => {
    await button(page, 'Connections').click();
    await expect(dialog.getByLabel('Address', { exact: true })).toHaveCount(0);
    await button(dialog, 'Manage “Alerts”').press('Enter');
    await button(dialog, 'Send a test').click();
    await expect(dialog.getByText('Answered: ok (200)')).toBeVisible();
    await expect(dialog.getByRole('list', { name: 'Recent calls of “Alerts”' }).getByRole('listitem')).toHaveCount(2);
    await box(dialog, 'Name').first().fill('Build');
    await box(dialog, 'Name').first().press('Enter');
    await expect(button(dialog, 'Manage “Build”')).toBeVisible();
    await dialog.getByRole('switch', { name: 'Takes messages' }).click();
    await expect(dialog.getByText('Switched off')).toBeVisible();
    await expectAccessible(ada);
    await picture(ada, 'details');
  });

  await test.step('It takes only what GitHub has signed, until that is undone', async () => {
    await dialog.getByRole('switch', { name: 'Takes messages' }).click();
    const secret = dialog.getByLabel('Secret of GitHub', { exact: true });
    await secret.fill('sesame');
    await secret.press('Enter');
    await expect(secret).toHaveValue('');
    await expect(secret).toHaveAccessibleDescription(/Only what GitHub has signed/);
    await button(dialog, 'Send a test').click();
    await expect(dialog.getByText('Answered: ok (200)')).toBeVisible();
    await expectAccessible(ada);
    await picture(ada, 'github');
    await button(dialog, 'Take what is not signed, too').click();
    await expect(secret).toHaveAccessibleDescription(/The same as in the webhook at GitHub/);
  });

  await test.step('A new address, and the end', async () => {
    await button(dialog, 'New address').click();
    await button(page.getByRole('dialog', { name: /new address for/ }), 'New address').click();
    await expect(dialog.getByLabel('Address', { exact: true })).toBeVisible();
    await button(dialog, 'Manage “Build”').click();
    await button(dialog, 'Delete').click();
    await button(page.getByRole('dialog', { name: /Delete “Build”/ }), 'Delete').click();
    await expect(dialog.getByText('No program is connected')).toBeVisible();
    await expect(dialog.getByLabel('Address', { exact: true })).toHaveCount(0);
  });
});

test('On a dark phone in German it fits, and a member is not asked', async ({ arrive }) => {
  const [owner, member] = [await Account.register('Ada'), await Account.register('Ben')];
  const room = await owner.createRoomWith([member], 'Betrieb');
  await owner.ask('POST', `/rooms/${room.id}/hooks`, { name: 'Alarme des Rechenzentrums' });
  const ada = await arrive({ phone: true, dark: true, language: 'de-DE' });
  await ada.signIn(owner, `/rooms/${room.id}`);
  const details = { name: 'Raumdetails', exact: true };
  await ada.page.getByRole('button', details).click();
  await button(ada.page, 'Verbindungen').click();
  const dialog = ada.page.getByRole('dialog', { name: 'Verbindungen' });
  await button(dialog, '„Alarme des Rechenzentrums“ verwalten').click();
  await expect(dialog.getByText('Keine in den letzten sieben Tagen.')).toBeVisible();
  await expectAccessible(ada);
  await picture(ada, 'phone');

  const ben = await arrive({ language: 'de-DE' });
  await ben.signIn(member, `/rooms/${room.id}`);
  await ben.page.getByRole('button', details).click();
  await expect(ben.page.getByText('Raumcode', { exact: true })).toBeVisible();
  await expect(button(ben.page, 'Verbindungen')).toHaveCount(0);
});
