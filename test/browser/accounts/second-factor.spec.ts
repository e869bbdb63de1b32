import { earlyInStep, totpCode } from '../../support/sign-in/totp-code.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account, PASSWORD } from '../support/account.ts';
import { ageProofs, forgetUsedCodes } from '../support/database.ts';
import { box, button, link, openSettings, REFUSED, signIn } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

test('An authenticator app is set up, asked for at signing in, replaced by a recovery code, and turned off', async ({
  arrive,
}) => {
  const account = await Account.register('Ada');
  const desk = await arrive();
  await desk.signIn(account);
  await openSettings(desk, 'Security');
  desk.allowError(REFUSED);
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  let secret = '';
  let codes: string[] = [];

  await test.step('After a while the password is asked for first', async () => {
    await ageProofs(account);
    await button(page, 'Set up').click();
    await expect(box(dialog, 'Password')).toBeFocused();
    await box(dialog, 'Password').fill('a wrong password');
    await button(dialog, 'Confirm').click();
    await expect(dialog.getByText('This is not your password')).toBeVisible();
    await box(dialog, 'Password').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('heading', { name: 'Set up the authenticator app' })).toBeVisible();
  });

  await test.step('A picture and a key are shown; a wrong code is refused at its field, the right one turns it on', async () => {
    await expect(dialog.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
    secret = (await dialog.locator('code').innerText()).replaceAll(' ', '');
    await expectAccessible(desk);
    await earlyInStep();
    await dialog.getByLabel('The six digits that the app shows').fill('000000');
    await button(dialog, 'Turn on').click();
    await expect(dialog.getByText(/This is not the code of this key/)).toBeVisible();
    await dialog.getByLabel('The six digits that the app shows').fill(totpCode(secret));
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('heading', { name: 'Recovery codes' })).toBeVisible();
  });

  await test.step('Ten recovery codes are shown until the reader says that they are kept', async () => {
    codes = await dialog.locator('li').allInnerTexts();
    expect(codes).toHaveLength(10);
    await expectAccessible(desk);
    const [download] = await Promise.all([page.waitForEvent('download'), button(dialog, 'Save').click()]);
    expect(download.suggestedFilename()).toBe('parley-recovery-codes.txt');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeVisible();
    await dialog.getByRole('switch', { name: 'I have kept these codes' }).click();
    await button(dialog, 'Done').click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText('10 recovery codes are left.')).toBeVisible();
    await expectAccessible(desk);
  });

  await test.step('On a phone the code is asked for after the password, also after a reload', async () => {
    await forgetUsedCodes(account);
    const phone = await arrive({ phone: true, dark: true, size: { width: 320, height: 640 } });
    phone.allowError(REFUSED);
    await phone.page.goto('/sign-in?next=%2Fsettings%2Fprofile');
    await signIn(phone, account.username);
    const code = phone.page.getByLabel('Code from the app');
    await expect(code).toBeFocused();
    await expect(code).toHaveAttribute('autocomplete', 'one-time-code');
    await expectAccessible(phone);
    await phone.page.reload();
    await expect(code).toBeFocused();
    await code.fill('000 000');
    await expect(phone.page.getByText(/This code is wrong or was used before/)).toBeVisible();
    await expect(code).toHaveValue('');
    await earlyInStep();
    await code.fill(totpCode(secret));
    await expect(phone.page).toHaveURL(/\/settings\/profile$/);
  });

  await test.step('A recovery code stands in for the app, in German too', async () => {
    const other = await arrive({ language: 'de-DE' });
    other.allowError(REFUSED);
    await other.page.goto('/sign-in');
    await box(other.page, 'Benutzername oder E-Mail').fill(account.username);
    await box(other.page, 'Passwort').fill(PASSWORD);
    await button(other.page, 'Anmelden').click();
    await button(other.page, 'Wiederherstellungscode benutzen').click();
    const code = box(other.page, 'Wiederherstellungscode');
    await expect(code).toBeFocused();
    await expectAccessible(other);
    await code.fill((codes[0] ?? '').toLowerCase());
    await other.page.keyboard.press('Enter');
    await expect(other.page).toHaveURL(/\/rooms/);
    await page.evaluate('dispatchEvent(new Event("focus"))');
    await expect(page.getByText('9 recovery codes are left.')).toBeVisible();
  });

  await test.step('A ticket that is over leads back to the password', async () => {
    const late = await arrive();
    late.allowError(REFUSED);
    await late.page.goto('/sign-in/second-factor#ticket=used');
    await late.page.getByLabel('Code from the app').fill('123456');
    await expect(late.page.getByText(/has taken too long/)).toBeVisible();
    await link(late.page, 'Back to signing in').click();
    await expect(box(late.page, 'Password')).toBeVisible();
  });

  await test.step('Turned off, the password alone signs in, and a second tab shows it', async () => {
    const tab = await desk.context.newPage();
    await tab.goto('/settings/security');
    await expect(tab.getByText('9 recovery codes are left.')).toBeVisible();
    await button(page, 'Turn off').click();
    await button(dialog, 'Turn off').click();
    await expect(button(page, 'Set up')).toBeVisible();
    await tab.evaluate('dispatchEvent(new Event("focus"))');
    await expect(button(tab, 'Set up')).toBeVisible();
    const visitor = await arrive();
    await visitor.page.goto('/sign-in');
    await signIn(visitor, account.username);
    await expect(visitor.page).toHaveURL(/\/rooms/);
  });
});
