import { expectAccessible } from '../support/accessible.ts';
import { Account, PASSWORD } from '../support/account.ts';
import { ageProofs } from '../support/database.ts';
import { box, button, openSettings, REFUSED, signIn } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';
import { VirtualPasskeys } from '../support/virtual-passkeys.ts';

/** A folder for pictures of the pages, to look at. */
const SCREENS = process.env.SCREENS;

async function picture({ page }: Person, name: string): Promise<void> {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true });
}

test('A passkey is added, signs in alone and beside the password, confirms, is renamed and removed', async ({
  arrive,
}) => {
  test.setTimeout(120_000);
  const account = await Account.register('Ada');
  const desk = await arrive();
  desk.allowError(REFUSED);
  const device = await VirtualPasskeys.on(desk);
  // The device answers at once also to what the field of the name offers, which is looked at below.
  await desk.page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)');
  await desk.signIn(account);
  await openSettings(desk, 'Security');
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  const list = page.getByRole('list', { name: 'Passkeys' });

  await test.step('Added in settings, with recovery codes', async () => {
    await button(page, 'Add a passkey').click();
    await expect(dialog.getByRole('heading', { name: 'Recovery codes' })).toBeVisible();
    await dialog.getByRole('switch', { name: 'I have kept these codes' }).click();
    await button(dialog, 'Done').click();
    await expect(list.getByRole('listitem')).toHaveCount(1);
    await expect(page.getByText('10 recovery codes are left.')).toBeVisible();
    expect(await device.count()).toBe(1);
    await expectAccessible(desk);
    await picture(desk, 'passkeys-settings');
  });

  await test.step('The same device has one only', async () => {
    await button(page, 'Add a passkey').click();
    await expect(page.getByText('This device has a passkey of your account already.')).toBeVisible();
    expect(await device.count()).toBe(1);
  });

  await test.step('Named by keyboard', async () => {
    await list.getByRole('button', { name: /^Rename/ }).press('Enter');
    await expect(box(dialog, 'Name of the passkey')).toBeFocused();
    await box(dialog, 'Name of the passkey').fill('My desk');
    await page.keyboard.press('Enter');
    await expect(list.getByText('My desk')).toBeVisible();
  });

  await test.step('It confirms that it is the reader', async () => {
    await ageProofs(account);
    await button(page, 'New recovery codes').click();
    await button(dialog, 'New recovery codes').click();
    await expect(box(dialog, 'Password')).toBeFocused();
    await button(dialog, 'Use a passkey').click();
    await expectAccessible(desk);
    await button(dialog, 'Use a passkey').click();
    await expect(dialog.getByRole('heading', { name: 'Recovery codes' })).toBeVisible();
    await dialog.getByRole('switch', { name: 'I have kept these codes' }).click();
    await button(dialog, 'Done').click();
  });

  await test.step('Alone it signs in, without a name', async () => {
    await desk.context.clearCookies();
    await page.goto('/sign-in?next=%2Fsettings%2Fsecurity');
    await expect(button(page, 'Sign in with a passkey')).toBeVisible();
    await expectAccessible(desk);
    await picture(desk, 'passkeys-sign-in');
    await button(page, 'Sign in with a passkey').click();
    await expect(page).toHaveURL(/\/settings\/security$/);
    await expect(list.getByText(/^Last used/)).toBeVisible();
  });

  await test.step('Beside the password it is asked for, in German and dark on a phone too', async () => {
    const phone = await arrive({ phone: true, dark: true, language: 'de-DE', size: { width: 390, height: 844 } });
    phone.allowError(REFUSED);
    await phone.page.goto('/sign-in');
    await expect(button(phone.page, 'Mit einem Passkey anmelden')).toBeVisible();
    await picture(phone, 'passkeys-sign-in-phone');
    await box(phone.page, 'Benutzername oder E-Mail').fill(account.username);
    await box(phone.page, 'Passwort').fill(PASSWORD);
    await button(phone.page, 'Anmelden').click();
    await expect(button(phone.page, 'Passkey benutzen')).toBeVisible();
    await expect(button(phone.page, 'Wiederherstellungscode benutzen')).toBeVisible();
    await expectAccessible(phone);
    await picture(phone, 'passkeys-second-step-phone');

    await desk.context.clearCookies();
    await page.goto('/sign-in');
    await signIn(desk, account.username);
    await expect(button(page, 'Use a passkey')).toBeVisible();
    await page.reload();
    await button(page, 'Use a passkey').click();
    await expect(page).toHaveURL(/\/rooms/);
  });

  await test.step('Removed, the password alone signs in', async () => {
    await openSettings(desk, 'Security');
    await list.getByRole('button', { name: /^Remove/ }).click();
    await button(dialog, 'Remove').click();
    await expect(list).toHaveCount(0);
    const visitor = await arrive();
    await visitor.page.goto('/sign-in');
    await signIn(visitor, account.username);
    await expect(visitor.page).toHaveURL(/\/rooms/);
  });
});

test('The browser offers passkeys at the field of the name, which signs in without a name', async ({ arrive }) => {
  const account = await Account.register('Grace');
  const desk = await arrive();
  desk.allowError(REFUSED);
  await VirtualPasskeys.on(desk);
  await desk.signIn(account);
  await openSettings(desk, 'Security');
  const { page } = desk;
  await button(page, 'Add a passkey').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('switch', { name: 'I have kept these codes' }).click();
  await button(dialog, 'Done').click();
  await expect(page.getByRole('list', { name: 'Passkeys' })).toBeVisible();
  await desk.context.clearCookies();
  await page.goto('/sign-in');
  await expect(page).toHaveURL(/\/rooms/);
});

test('T14: at another address than the one of the server no passkeys are offered, and it is named', async ({
  arrive,
}) => {
  await Account.register('Alan'); // an empty server would be set up first
  const other = await arrive({ url: (process.env.PARLEY_URL ?? '').replace('localhost', '127.0.0.1') });
  await other.page.goto('/sign-in');
  await expect(other.page.getByText('Passkeys of this server work at:')).toBeVisible();
  await expect(button(other.page, 'Sign in with a passkey')).toHaveCount(0);
  await expectAccessible(other);
});
