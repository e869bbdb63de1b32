import { randomBytes } from 'node:crypto';
import { TcpProxy } from '../../support/services/tcp-proxy.ts';
import { mailTo } from '../../support/mailbox.ts';
import { createDatabase } from '../../support/services/services.mjs';
import { expectAccessible } from '../support/accessible.ts';
import { Account, PASSWORD } from '../support/account.ts';
import { giveUpMails } from '../support/database.ts';
import { box, button, link, REFUSED, signIn } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

test('The first administrator is welcomed, finds a member, and disables the account', async ({
  startServer,
  arrive,
}) => {
  test.setTimeout(120_000);
  const server = await startServer();
  const { url } = server;
  const admin = await arrive({ url });
  await admin.register('first');
  const account = await Account.register('Trouble', url);
  const other = await arrive({ url, phone: true });
  await other.signIn(account);
  await other.openRoom('Lobby');
  other.allowError(REFUSED);
  const { page } = admin;
  const people = page.getByRole('list', { name: 'People' }).getByRole('listitem');
  const actions = page.getByRole('button', { name: 'Actions for Trouble' });

  await test.step('The first steps stay until they are dismissed', async () => {
    const steps = page.getByRole('region', { name: 'Get started' });
    await expect(steps).toBeVisible();
    await expectAccessible(admin);
    await steps.getByRole('button', { name: 'Invite people' }).click();
    await page.getByRole('radio', { name: /^By a link/ }).check();
    await button(page, 'Make a link').click();
    await expect(page.getByRole('textbox', { name: 'Invitation link' })).toHaveValue(/\/invite\/[\w-]{43}$/);
    await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.goto('/admin');
    await expect(people).toHaveCount(2);
    await link(page, 'Back to the rooms').click();
    await expect(admin.room('Lobby')).toBeVisible();
    await expect(steps).toBeVisible();
    await button(page, 'Hide this list').click();
    await expect(steps).toHaveCount(0);
    await page.reload();
    await expect(admin.room('Lobby')).toBeVisible();
    await expect(steps).toHaveCount(0);
  });

  await test.step('A new role counts at once', async () => {
    await page.goto('/admin');
    await page.getByRole('searchbox', { name: 'Find people' }).fill('trouble');
    await expect(people).toHaveCount(1);
    await actions.click();
    await page.getByRole('menuitemradio', { name: 'Moderator' }).click();
    await expect(people).toContainText('Moderator');
    await other.goToRoomList();
    await other.page.getByRole('button', { name: /Account and settings/ }).click();
    await other.page.getByRole('menuitem', { name: 'Administration' }).click();
    await expect(link(other.page, 'People')).toBeVisible();
    await expect(link(other.page, 'Audit log')).toHaveCount(0);
  });

  await test.step('A disabled account is signed out, and knows why', async () => {
    await actions.click();
    await page.getByRole('menuitem', { name: 'Disable account' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable account' }).click();
    await expect(people).toContainText('Disabled');
    await expect(other.page.getByRole('status')).toContainText('This account was disabled');
    await signIn(other, account.username);
    await expect(other.page.getByRole('alert')).toHaveText('The name or the password is wrong');
  });

  await test.step('All of it is in the audit log', async () => {
    await actions.click();
    await page.getByRole('menuitem', { name: 'Show in the audit log' }).click();
    const entries = page.getByRole('list', { name: 'Audit log' }).getByRole('listitem');
    await expect(entries.filter({ hasText: 'Account disabled' })).toContainText(admin.name);
    await expect(entries.filter({ hasText: 'Role changed' })).toContainText('Member → Moderator');
    await page.getByRole('combobox', { name: 'What happened' }).selectOption('Account disabled');
    await expect(entries).toHaveCount(1);
  });

  await test.step('The last administrator cannot leave', async () => {
    admin.allowError(REFUSED);
    await page.goto('/settings/account');
    await box(page, 'Password').fill(PASSWORD);
    await button(page, 'Delete my account').click();
    await button(page, 'Delete for good').click();
    await expect(page.getByRole('alert')).toContainText('no administrator left');
  });
  for (const person of [admin, other]) person.allowNetworkErrors();
});

test('A failed mail is listed with its reason, and sent again by the administrator', async ({
  startServer,
  arrive,
}) => {
  const line = await TcpProxy.to(`smtp://127.0.0.1:${process.env.TEST_SMTP_PORT}`);
  const database = await createDatabase(process.env.TEST_DATABASE_URL ?? '', `mails_${randomBytes(4).toString('hex')}`);
  const server = await startServer({ MAIL_PORT: new URL(line.url).port, DATABASE_URL: database });
  const admin = await arrive({ url: server.url });
  await admin.register('keeper');
  const { page } = admin;
  const email = `${admin.name}@example.org`;
  const failures = page.getByRole('list', { name: 'Could not be sent' }).getByRole('listitem');
  const retry = button(page, 'Try all again now');
  const refreshesUntil = (seen: () => Promise<void>) =>
    expect(async () => {
      await button(page, 'Refresh now').click();
      await seen();
    }).toPass();
  const failuresAre = (count: number) => refreshesUntil(() => expect(failures).toHaveCount(count, { timeout: 1_000 }));

  await test.step('No mail waits', async () => {
    await page.goto('/admin/server');
    await expect(page.getByText('Every mail has been sent.')).toBeVisible();
    await expect(retry).toHaveCount(0);
  });

  await test.step('A mail that failed is reported; a mail that is retried soon is not', async () => {
    line.cut();
    await page.request.post(`${server.url}/api/v1/auth/forgot-password`, { data: { email } });
    await failuresAre(1);
    await expect(failures).toContainText('Link for a new password');
    await retry.click();
    await expect(page.getByText('Nothing to try now')).toBeVisible();
  });

  await test.step('Given up, it is listed', async () => {
    await giveUpMails(database);
    await refreshesUntil(() => expect(failures).toContainText('Given up', { timeout: 1_000 }));
    await expectAccessible(admin);
  });

  await test.step('It is sent when the mail server is back and the administrator retries', async () => {
    line.restore();
    await retry.click();
    await expect(page.getByText('1 mail is being tried again.')).toBeVisible();
    await mailTo(email, (mail) => mail.text.includes('#token='));
    await failuresAre(0);
    await expect(retry).toHaveCount(0);
  });

  await line.close();
});
