import { expectAccessible } from '../support/accessible.ts';
import { box, button, REFUSED } from '../support/forms.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the page, to look at. */
const SCREENS = process.env.SCREENS;

test('An administrator changes settings, one group at a time, and undoes it', async ({ startServer, arrive }) => {
  test.setTimeout(120_000);
  const server = await startServer({ GUEST_ACCESS: 'off' });
  const admin = await arrive({ url: server.url });
  await admin.register('first');
  const visitor = await arrive({ url: server.url, phone: true, language: 'de-DE' });
  const { page } = admin;
  await page.goto('/admin/settings');
  const group = (name: string) => page.getByRole('form', { name });

  await test.step('What a variable sets is shown and cannot be changed', async () => {
    const guests = group('Who may come in').getByRole('group', { name: 'Guests' });
    await expect(guests).toContainText('Set by GUEST_ACCESS');
    await expect(guests).toContainText('Off');
    await expect(group('Who may come in').getByRole('switch')).toHaveCount(0);
    await expectAccessible(admin);
  });

  await test.step('A name is saved, shown everywhere, and undone', async () => {
    const form = group('Name and look');
    await expect(button(form, 'Save')).toBeDisabled();
    await box(form, 'Name').fill('Example Works');
    await button(form, 'Save').click();
    await expect(form.getByRole('status')).toContainText('Saved');
    await expect(form).toContainText(`Last changed by ${admin.name}`);
    await expect(page).toHaveTitle('Administration · Example Works');
    await visitor.page.goto('/sign-in');
    await expect(visitor.page.locator('header')).toContainText('Example Works');
    await button(form, 'Undo').click();
    await expect(box(form, 'Name')).toHaveValue('');
    await expect(page).toHaveTitle('Administration · Parley');
  });

  await test.step('A colour that is too light is refused at its field; a good one is used at once', async () => {
    admin.allowError(REFUSED);
    const form = group('Name and look');
    await box(form, 'Colour').fill('#ffcc00');
    await button(form, 'Save').click();
    await expect(form.getByRole('alert')).toContainText('Too light: 1.4:1');
    await box(form, 'Colour').fill('#8c1d40');
    await expect(form.getByRole('img', { name: 'How it looks: Dark' })).toBeVisible();
    await button(form, 'Save').click();
    await expect(form.getByRole('status')).toContainText('Saved');
    await expect(page.locator('html')).toHaveAttribute('style', /--mat-sys-primary: light-dark\(#8c1d40/);
  });

  await test.step('What is typed elsewhere stays, and is not lost by leaving the page', async () => {
    await box(group('Messages and files'), 'Longest message (characters)').fill('many');
    await button(group('Messages and files'), 'Save').click();
    await expect(group('Messages and files').getByRole('alert')).toContainText('A whole number from 1 to 16000');
    await box(group('Mail'), 'Sender').fill('Example Works <chat@example.org>');
    await button(group('Mail'), 'Save').click();
    await expect(group('Mail').getByRole('status')).toContainText('Saved');
    await expect(box(group('Messages and files'), 'Longest message (characters)')).toHaveValue('many');
    await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: 'Rooms' }).click();
    await expect(page.getByRole('dialog')).toContainText('Discard your changes?');
    await page.keyboard.press('Escape');
    await button(group('Messages and files'), 'Discard').click();
  });

  await test.step('Only some domains may register, and the form says which', async () => {
    const form = group('Who may come in');
    await form.getByRole('radio', { name: /Only some domains/ }).check();
    await button(form, 'Save').click();
    await expect(form.getByRole('alert')).toContainText('Name at least one domain');
    await box(form, 'Domains').fill('example.com\nexample.net');
    await button(form, 'Save').click();
    await expect(form.getByRole('status')).toContainText('Saved');
    await visitor.page.goto('/register');
    await expect(visitor.page.getByText('Nimm eine Adresse bei example.com, example.net.')).toBeVisible();
  });

  if (SCREENS)
    for (const [name, width, dark] of [
      ['wide', 1440, false],
      ['tablet', 1024, true],
      ['phone', 390, false],
      ['narrow', 320, true],
    ] as const) {
      await page.setViewportSize({ width, height: 3200 });
      await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
      await page.screenshot({ path: `${SCREENS}/settings-${name}.png` });
    }
});
