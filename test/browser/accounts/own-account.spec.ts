import { codeFor, mailTo } from '../../support/mailbox.ts';
import { Account, newName, PASSWORD } from '../support/account.ts';
import { box, button, openSettings, REFUSED, signIn } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

const FINE_PASSWORD = 'another fine long one';

test('A person changes user name and address, sees both on another device, and takes the address back', async ({
  arrive,
}) => {
  const account = await Account.register('Ada');
  const [desk, phone] = [await arrive(), await arrive({ phone: true })];
  for (const device of [desk, phone]) await device.signIn(account);
  await phone.page.goto('/settings/account');
  await openSettings(desk, 'Account');
  desk.allowError(REFUSED);
  phone.allowError(REFUSED);

  await test.step('A name that is taken is refused at its field, another one is taken at once', async () => {
    const name = newName('lovelace');
    await box(desk.page, 'Username').fill('admin');
    await button(desk.page, 'Change username').click();
    await expect(desk.page.getByRole('alert')).toHaveText('This name is taken');
    await box(desk.page, 'Username').fill(name);
    await button(desk.page, 'Change username').click();
    await expect(desk.page.getByRole('status').getByText('Changed', { exact: true })).toBeVisible();
    await expect(box(phone.page, 'Username')).toHaveValue(name);
  });

  const email = `${newName('ada')}@example.org`;
  await test.step('A code from the new mailbox changes the address, here and on the phone', async () => {
    await box(desk.page, 'New address').fill(email);
    await box(desk.page, 'Current password').fill(PASSWORD);
    await button(desk.page, 'Send code').click();
    const code = desk.page.getByLabel('Code', { exact: true });
    await expect(code).toBeFocused();
    await code.fill('000000');
    await button(desk.page, 'Change address').click();
    await expect(desk.page.getByRole('alert')).toContainText('code');
    await code.fill(await codeFor(email));
    await button(desk.page, 'Change address').click();
    await expect(desk.page.getByText('Changed. Your former address has been told.')).toBeVisible();
    for (const { page } of [desk, phone]) await expect(page.getByText(email, { exact: true })).toBeVisible();
  });

  await test.step('The link in the former mailbox takes it back', async () => {
    const former = `${account.username}@example.org`;
    const link = /\/undo-email#token=\S+/.exec((await mailTo(former, ({ text }) => text.includes('undo-email'))).text);
    const visitor = await arrive();
    await visitor.page.goto(link?.[0] ?? '');
    await expect(visitor.page).toHaveURL(/\/undo-email$/);
    await button(visitor.page, 'Take it back').click();
    await expect(visitor.page.getByText('Your account has this address again')).toBeVisible();
    await expect(desk.page).toHaveURL(/\/sign-in/);
    const { text } = await mailTo(former, (mail) => mail.text.includes('reset-password#token='));
    await visitor.page.goto(/\/reset-password#token=\S+/.exec(text)?.[0] ?? '');
    await box(visitor.page, 'New password').fill(FINE_PASSWORD);
    await button(visitor.page, 'Set the password').click();
    await signIn(visitor, former, FINE_PASSWORD);
    await expect(visitor.room('Lobby')).toBeVisible();
  });
});
