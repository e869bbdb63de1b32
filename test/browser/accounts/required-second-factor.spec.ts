import { codeFor } from '../../support/mailbox.ts';
import { earlyInStep, totpCode } from '../../support/sign-in/totp-code.ts';
import { expectAccessible } from '../support/accessible.ts';
import { newName, PASSWORD } from '../support/account.ts';
import { box, button, openSettings, REFUSED, signIn } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';
import { VirtualPasskeys } from '../support/virtual-passkeys.ts';

/** A folder for pictures of the page, to look at. */
const SCREENS = process.env.SCREENS;

test('Where a second factor is required, it is set up on the way in', async ({ startServer, arrive }) => {
  test.setTimeout(120_000);
  const server = await startServer({ SECOND_FACTOR: 'member' });
  const desk = await arrive({ url: server.url });
  desk.allowError(REFUSED);
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  const name = newName('ada');
  let secret = '';

  await test.step('A new account, after its address was confirmed', async () => {
    await page.goto('/register');
    await box(page, 'Your name').fill(name);
    await box(page, 'Username').fill(name);
    await box(page, 'E-mail').fill(`${name}@example.org`);
    await box(page, 'Password').fill(PASSWORD);
    await button(page, 'Create account').click();
    await box(page, 'Code').fill(await codeFor(`${name}@example.org`));
    await expect(page).toHaveURL(/\/sign-in\/second-factor\/setup/);
    await expect(button(page, 'Set up a passkey')).toBeVisible();
    await expectAccessible(desk);
    await button(page, 'Use an authenticator app instead').click();
    await expect(page.getByRole('img', { name: 'QR code for the authenticator app' })).toBeVisible();
    await expectAccessible(desk);
    if (SCREENS) await page.screenshot({ path: `${SCREENS}/required-factor.png` });
  });

  await test.step('A wrong code is refused at its field; a reload shows another secret', async () => {
    await page.getByLabel('The six digits that the app shows').fill('000000');
    await button(page, 'Turn on').click();
    await expect(page.getByText(/This is not the code of this key/)).toBeVisible();
    await page.reload();
    await button(page, 'Use an authenticator app instead').click();
    secret = (await page.locator('code').innerText()).replaceAll(' ', '');
  });

  await test.step('The right one shows the recovery codes, and then the rooms', async () => {
    await earlyInStep();
    await page.getByLabel('The six digits that the app shows').fill(totpCode(secret, -1));
    await button(page, 'Turn on').click();
    await expect(dialog.getByRole('heading', { name: 'Recovery codes' })).toBeVisible();
    await dialog.getByRole('switch', { name: 'I have kept these codes' }).click();
    await button(dialog, 'Done').click();
    await expect(desk.room('Lobby')).toBeVisible();
  });

  await test.step('It can be replaced, and not be turned off', async () => {
    await openSettings(desk, 'Security');
    await expect(page.getByText('This server requires it of you: it cannot be turned off.')).toBeVisible();
    await expect(button(page, 'Use another app')).toBeVisible();
    await expect(button(page, 'Turn off')).toHaveCount(0);
  });

  await test.step('On a phone the next sign-in asks for a code; a ticket that is over leads back', async () => {
    const phone = await arrive({ url: server.url, phone: true, dark: true, size: { width: 320, height: 640 } });
    phone.allowError(REFUSED);
    await phone.page.goto('/sign-in/second-factor/setup#ticket=used');
    await expect(phone.page.getByText(/has taken too long/)).toBeVisible();
    await phone.page.goto('/sign-in');
    await signIn(phone, name);
    await earlyInStep();
    await phone.page.getByLabel('Code from the app').fill(totpCode(secret));
    await expect(phone.room('Lobby')).toBeVisible();
  });
});

test('Where a second factor is required, a passkey is made on the way in', async ({ startServer, arrive }) => {
  const server = await startServer({ SECOND_FACTOR: 'member' });
  const desk = await arrive({ url: server.url });
  desk.allowError(REFUSED);
  await VirtualPasskeys.on(desk);
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  const name = newName('grace');
  await page.goto('/register');
  await box(page, 'Your name').fill(name);
  await box(page, 'Username').fill(name);
  await box(page, 'E-mail').fill(`${name}@example.org`);
  await box(page, 'Password').fill(PASSWORD);
  await button(page, 'Create account').click();
  await box(page, 'Code').fill(await codeFor(`${name}@example.org`));
  await button(page, 'Set up a passkey').click();
  await expect(dialog.getByRole('heading', { name: 'Recovery codes' })).toBeVisible();
  await dialog.getByRole('switch', { name: 'I have kept these codes' }).click();
  await button(dialog, 'Done').click();
  await expect(desk.room('Lobby')).toBeVisible();
});

test('Where a second factor is required, a guest who registers signs in only once', async ({ startServer, arrive }) => {
  test.setTimeout(90_000);
  const server = await startServer({ SECOND_FACTOR: 'member' });
  const guest = await arrive({ url: server.url, phone: true });
  guest.allowError(REFUSED);
  const { page } = guest;
  const name = newName('gast');
  await page.goto('/guest');
  await box(page, 'Your name').fill(name);
  await box(page, 'Code').fill('AAAAAA');
  await button(page, 'Join as a guest').click();
  await expect(page.getByRole('alert')).toHaveText('There is no such room');
  await page.goto('/register');
  await box(page, 'E-mail').fill(`${name}@example.org`);
  await box(page, 'Password').fill(PASSWORD);
  await button(page, 'Create account').click();
  await box(page, 'Code').fill(await codeFor(`${name}@example.org`));
  await expect(page).toHaveURL(/\/sign-in\/second-factor\/setup/);
  await button(page, 'Use an authenticator app instead').click();
  const secret = (await page.locator('code').innerText()).replaceAll(' ', '');
  await earlyInStep();
  await page.getByLabel('The six digits that the app shows').fill(totpCode(secret, -1));
  await button(page, 'Turn on').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('switch', { name: 'I have kept these codes' }).click();
  await button(dialog, 'Done').click();
  await expect(guest.room('Lobby')).toBeVisible();
});
