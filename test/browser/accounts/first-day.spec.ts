import { codeFor } from '../../support/mailbox.ts';
import { PASSWORD } from '../support/account.ts';
import { box, button } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

test('The first visitor of an empty server sets it up, at the address it was opened by', async ({
  startServer,
  arrive,
}) => {
  const server = await startServer();
  const url = server.url.replace('localhost', '127.0.0.1');
  const first = await arrive({ url });
  const { page } = first;
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Set up Parley' })).toBeVisible();
  await expect(page.getByText('you will be the administrator')).toBeVisible();
  await box(page, 'Your name').fill('Ada Lovelace');
  await box(page, 'E-mail').fill('ada@first.example');
  await box(page, 'Password').fill(PASSWORD);
  await button(page, 'Create account').click();
  await test.step('No page says that a mail was sent: this server sends none', async () => {
    await expect(page.getByRole('heading', { name: 'Enter your code' })).toBeVisible();
    await expect(page.getByText('We have sent a code')).toBeHidden();
  });
  await box(page, 'Code').fill(await codeFor('ada@first.example'));
  await test.step('They arrive in the Lobby, connected', async () => {
    await expect(page.getByRole('heading', { name: 'Lobby', level: 1 })).toBeVisible();
    await expect(page.getByRole('log').getByRole('button', { name: 'Invite people' })).toBeVisible();
    first.name = 'Ada Lovelace';
    await first.sendMessage('Hello');
    await first.seesSent('Hello');
  });
  await test.step('The next visitor is asked to sign in', async () => {
    const second = await arrive({ url });
    await second.page.goto('/');
    await expect(second.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await second.page.goto('/register');
    await expect(second.page.getByText('This server sends no mail yet')).toBeVisible();
    second.allowNetworkErrors();
  });
  // The open pages notice that the server goes.
  first.allowNetworkErrors();
});

test('A page at an address that the server refuses says so, and where to go', async ({ startServer, arrive }) => {
  const server = await startServer({ PUBLIC_URL: 'http://chat.example.org' });
  const visitor = await arrive({ url: server.url });
  const { page } = visitor;
  await page.goto('/register');
  await expect(page.getByRole('alert')).toContainText('This server is at http://chat.example.org.');
  await expect(page.getByRole('link', { name: 'Open it there' })).toHaveAttribute(
    'href',
    'http://chat.example.org/register',
  );
  visitor.allowNetworkErrors();
});
