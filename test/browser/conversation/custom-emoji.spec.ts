import { expectAccessible } from '../support/accessible.ts';
import { picture } from '../support/files.ts';
import { button } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the pages, to look at. */
const SCREENS = process.env.SCREENS;

const show = ({ page }: Person, name: string) =>
  SCREENS ? page.screenshot({ path: `${SCREENS}/${name}.png` }) : undefined;

test('People add an emoji, write and react with it, and it is renamed and disabled', async ({
  startServer,
  arrive,
}) => {
  test.setTimeout(180_000);
  const { url } = await startServer();
  const ada = await arrive({ url });
  await ada.register('first');
  const bob = await arrive({ url, phone: true, dark: true });
  await bob.register('member');
  const { page } = ada;
  const dialog = page.getByRole('dialog', { name: 'Add an emoji' });
  const drawn = (person: Person, words: string) =>
    person.message(words).locator('parley-message-body').getByRole('img', { name: ':ship_it:' });

  await test.step('added while writing, it stands where the text is written', async () => {
    await ada.openRoom('Lobby');
    await button(page, 'Emoji').click();
    const picker = page.getByRole('dialog', { name: 'Choose an emoji' });
    await button(picker, 'Add an emoji').click();
    await button(dialog, 'Add').click();
    await expect(dialog.getByText('Choose a picture first')).toBeVisible();
    await dialog.locator('input[type=file]').setInputFiles([await picture('Ship it.png', '#8e44ad', 200, 200)]);
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('ship_it');
    await show(ada, 'emoji-add');
    await expectAccessible(ada);
    await button(dialog, 'Add').click();
    await expect(ada.composer).toHaveValue(':ship_it:');
    await ada.sendMessage('Ready :ship_it:');
    await expect(drawn(ada, 'Ready')).toBeVisible();
    await bob.openRoom('Lobby');
    await expect(drawn(bob, 'Ready')).toBeVisible();
  });

  await test.step('it is suggested, and found in the picker', async () => {
    await ada.composer.pressSequentially('and :shi');
    await expect(page.getByRole('option', { name: ':ship_it:' })).toBeVisible();
    await show(ada, 'emoji-suggested');
    await ada.composer.fill('');
    await ada.openMenu('Ready');
    await page.getByRole('menuitem', { name: 'React' }).click();
    await page.getByRole('menuitem', { name: 'Another emoji' }).click();
    await page.getByRole('searchbox', { name: 'Search emoji' }).fill('ship_it');
    await show(ada, 'emoji-found');
    await page.keyboard.press('Enter');
    const chip = (person: Person) => person.message('Ready').getByRole('button', { name: /^:ship_it: 1/ });
    await expect(chip(ada)).toHaveAttribute('aria-pressed', 'true');
    await expect(chip(bob).locator('img')).toBeVisible();
    await expectAccessible(ada);
    await show(bob, 'emoji-phone');
    await expectAccessible(bob);
  });

  await test.step('renamed and disabled, it is still drawn and no more offered', async () => {
    await page.goto('/admin/emoji');
    const list = page.getByRole('list', { name: 'Emoji' });
    const act = async (name: string, action: string) => {
      await button(list, `Actions for :${name}:`).click();
      await page.getByRole('menuitem', { name: action }).click();
    };
    await act('ship_it', 'Rename');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('go');
    await button(page.getByRole('dialog'), 'Save').click();
    await expect(list).toContainText('also :ship_it:');
    await act('go', 'Disable');
    await button(page.getByRole('dialog'), 'Disable').click();
    await expect(list).toContainText('Disabled');
    await show(ada, 'emoji-admin');
    await expectAccessible(ada);
    await page.goto('/');
    await ada.openRoom('Lobby');
    await expect(drawn(ada, 'Ready')).toBeVisible();
    await ada.composer.pressSequentially('now :go');
    await expect(page.getByRole('option', { name: ':gorilla:' })).toBeVisible();
    await expect(page.getByRole('option', { name: ':go:' })).toHaveCount(0);
  });
});
