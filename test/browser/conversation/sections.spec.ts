import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

test('Rooms are put into sections of one’s own, which collapse, move and go', async ({ arrive }) => {
  const account = await Account.register('Ada');
  const make = (name: string) => account.ask<{ id: string }>('POST', '/rooms', { name, kind: 'private' });
  for (const name of ['Acme', 'Zeta', 'Bolt']) await make(name);
  const ada = await arrive();
  await ada.signIn(account, '/rooms');
  const { page } = ada;
  const list = page.getByRole('navigation', { name: 'Rooms' });
  const row = (name: string) => list.getByRole('link', { name: new RegExp(`^${name}`) });
  const rowsOf = (section: string) => list.getByRole('list', { name: section }).getByRole('link');
  const choose = async (...path: string[]) => {
    for (const name of path) await page.getByRole('menu').last().getByText(name, { exact: true }).click();
  };

  await row('Zeta').click({ button: 'right' });
  await choose('Move to section', 'New section');
  await page.getByRole('textbox', { name: 'Name' }).fill('Customers');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(rowsOf('Customers')).toHaveCount(1);
  await row('Acme').click({ button: 'right' });
  await choose('Move to section', 'Customers');
  await expect(rowsOf('Customers')).toHaveCount(2);
  await expectAccessible(ada);

  const menu = list.getByRole('button', { name: 'Section Customers' });
  await menu.click();
  await choose('Sort by name');
  await expect(rowsOf('Customers')).toHaveText([/Acme/, /Zeta/]);
  await menu.click();
  await choose('Sort by hand');
  // Until somebody moves them, the one written in last stands first.
  await expect(rowsOf('Customers')).toHaveText([/Zeta/, /Acme/]);
  await row('Acme').click({ button: 'right' });
  await choose('Move up');
  await expect(rowsOf('Customers')).toHaveText([/Acme/, /Zeta/]);

  const toggle = list.getByRole('button', { name: /^Customers/ });
  await toggle.click();
  await expect(rowsOf('Customers')).toHaveCount(0);
  await expect(toggle).toHaveAttribute('aria-expanded', 'false');
  await page.reload();
  await expect(toggle).toHaveAttribute('aria-expanded', 'false');
  await toggle.click();
  await expect(rowsOf('Customers')).toHaveText([/Acme/, /Zeta/]);

  const phone = await arrive({ phone: true, dark: true, size: { width: 390, height: 844 } });
  await phone.signIn(account, '/rooms');
  await expect(phone.page.getByRole('list', { name: 'Customers' }).getByRole('link')).toHaveText([/Acme/, /Zeta/]);
  await expectAccessible(phone);

  await menu.click();
  await choose('Remove section');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove section' }).click();
  await expect(toggle).toHaveCount(0);
  await expect(phone.page.getByRole('button', { name: /^Customers/ })).toHaveCount(0);
  await expect(row('Zeta')).toBeVisible();
});
