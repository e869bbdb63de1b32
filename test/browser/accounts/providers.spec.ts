import { freePort } from '../../../deploy/local/port.mjs';
import { type RealProvider, startOidcProvider } from '../../support/services/oidc-provider.ts';
import { expectAccessible } from '../support/accessible.ts';
import { newName } from '../support/account.ts';
import { box, button, REFUSED } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the pages, to look at. */
const SCREENS = process.env.SCREENS;

async function picture({ page }: Person, name: string): Promise<void> {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true });
}

async function signInThere({ page }: Person, provider: RealProvider, name: string): Promise<void> {
  await expect(page).toHaveURL(new RegExp(`^${provider.issuer}/`));
  await page.getByPlaceholder('Enter any login').fill(name);
  await page.getByPlaceholder('and password').fill('any');
  await page.getByRole('button', { name: 'Sign-in' }).click();
}

test.describe('A provider', () => {
  let real: RealProvider;
  let settings: Record<string, string>;

  test.beforeEach(async () => {
    const port = await freePort();
    real = await startOidcProvider({ publicUrl: `http://localhost:${port}`, id: 'house' });
    settings = {
      PORT: String(port),
      OIDC_PROVIDERS: 'house,gone',
      ...real.settings('house'),
      OIDC_HOUSE_NAME: 'Our House',
      OIDC_GONE_ISSUER: 'https://127.0.0.1:1',
      OIDC_GONE_CLIENT_ID: 'parley',
      OIDC_GONE_NAME: 'Gone',
      REGISTRATION: 'closed',
    };
  });

  test.afterEach(() => real.stop());

  test('signs in from its page back to the one that was asked for; other tabs follow', async ({
    startServer,
    arrive,
  }) => {
    const server = await startServer(settings);
    const desk = await arrive({ url: server.url });
    desk.allowError(REFUSED);
    desk.allowError(/fonts\.googleapis\.com/); // of the provider's page
    desk.allowError(/asks http:\/\/127\.0\.0\.1/);
    const { page } = desk;
    const name = newName('ada');

    await test.step('By keyboard, and back at the settings', async () => {
      await page.goto('/settings/appearance');
      await expect(button(page, 'Continue with Our House')).toBeVisible();
      await expectAccessible(desk);
      await picture(desk, 'providers-sign-in');
      await button(page, 'Continue with Our House').focus();
      await page.keyboard.press('Enter');
      await signInThere(desk, real, name);
      await expect(page).toHaveURL(`${server.url}/settings/appearance`);
      await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
    });

    await test.step('Settings name it, and keep the last way in', async () => {
      await page.goto('/settings/security');
      const list = page.getByRole('list', { name: 'Connected accounts' });
      await expect(list.getByRole('listitem')).toHaveCount(1);
      await expect(box(page, 'Current password')).toHaveCount(0);
      await expect(button(page, 'Connect Gone')).toBeVisible();
      await expectAccessible(desk);
      await picture(desk, 'providers-settings');
      await button(page, 'Disconnect Our House').click();
      await button(page.getByRole('dialog'), 'Disconnect').click();
      await expect(page.getByText('This is the only way into your account.', { exact: false })).toBeVisible();
      await page.goto('/settings/security?problem=account_exists&provider=house');
      await expect(page.getByText('This account at Our House belongs', { exact: false })).toBeVisible();
    });

    await test.step('Who is signed in there comes in without a question', async () => {
      await page.goto('/rooms');
      await expect(desk.room('Lobby')).toBeVisible();
      await page.getByRole('button', { name: /Account and settings/ }).click();
      await page.getByRole('menuitem', { name: 'Sign out' }).click();
      await button(page, 'Continue with Our House').click();
      await expect(desk.room('Lobby')).toBeVisible();
      await expect(page).toHaveURL(/\/rooms/);
    });

    await test.step('Signing out there as well asks again', async () => {
      await page.goto('/settings/security');
      await button(page, 'Sign out here and at Our House').click();
      await page.getByRole('button', { name: 'Yes, sign me out' }).click();
      await expect(page).toHaveURL(new RegExp(`^${server.url}/sign-in`));
      await button(page, 'Continue with Our House').click();
      await expect(page.getByPlaceholder('Enter any login')).toBeVisible();
    });
  });

  test('that says no, or does not answer, is told in words', async ({ startServer, arrive }) => {
    const server = await startServer(settings);
    const phone = await arrive({ url: server.url, phone: true, dark: true });
    phone.allowError(REFUSED);
    phone.allowError(/fonts\.googleapis\.com/); // of the provider's page
    phone.allowError(/asks http:\/\/127\.0\.0\.1/);
    phone.allowNetworkErrors();
    const { page } = phone;

    await page.goto('/sign-in');
    await button(page, 'Continue with Our House').click();
    await page.getByRole('link', { name: /Cancel/ }).click();
    await expect(page.getByRole('alert')).toHaveText(/^Our House could not sign you in here\./);
    await expectAccessible(phone);
    await picture(phone, 'providers-refused-phone');

    await button(page, 'Continue with Gone').click();
    await expect(page.getByText('Gone does not answer right now.', { exact: false })).toBeVisible();
    await expect(button(page, 'Continue with Our House')).toBeEnabled();
    await expect(box(page, 'Password')).toBeVisible();

    await page.goto('/sign-in?problem=account_exists&provider=house');
    await expect(page.getByRole('alert')).toHaveText(/^There is an account with your address already\./);
    await page.goto('/sign-in?problem=<b>x</b>&provider=<i>');
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.goto('/entered?next=//evil.example');
    await expect(page.getByRole('alert')).toHaveText(/^The provider could not sign you in here\./);
  });

  test('is the only way where passwords sign in administrators alone', async ({ startServer, arrive }) => {
    const server = await startServer({ ...settings, PASSWORD_SIGN_IN: 'admins' });
    const phone = await arrive({ url: server.url, phone: true, language: 'de-DE' });
    const { page } = phone;
    await page.goto('/sign-in');
    await expect(button(page, 'Weiter mit Our House')).toBeVisible();
    await expect(box(page, 'Passwort')).toHaveCount(0);
    await expectAccessible(phone);
    await picture(phone, 'providers-only-phone-de');
    await button(page, 'Andere Wege').click();
    await expect(box(page, 'Passwort')).toBeVisible();
    await picture(phone, 'providers-other-ways-phone-de');
  });
});
