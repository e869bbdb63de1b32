import { codeFor, mailTo } from '../../support/mailbox.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account, newName, PASSWORD } from '../support/account.ts';
import { box, button, link } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the pages, to look at. */
const SCREENS = process.env.SCREENS;

const openDialog = async (person: Person) => {
  await person.goToRoomList();
  await button(person.page, 'New or join').click();
  await person.page.getByRole('menuitem', { name: 'Invite people' }).click();
  const dialog = person.page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return dialog;
};
const picture = async ({ page }: Person, name: string) => {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/invitations-${name}.png` });
};

test('A member invites by mail into a room, with words of their own, and sees who came', async ({ arrive }) => {
  const account = await Account.register('Ada');
  await account.createRoom('Launch week');
  const ada = await arrive();
  await ada.signIn(account);
  const name = newName('ina');
  const email = `${name}@example.org`;
  const dialog = await openDialog(ada);

  await test.step('What is wrong is told beside its field', async () => {
    await button(dialog, 'Invite').click();
    await expect(dialog.getByRole('alert')).toHaveText('Please fill this in');
    await box(dialog, 'E-mail addresses').fill(`"Ina" <${email}>; nobody\n${account.username}@example.org`);
    await box(dialog, 'Message (optional)').fill('see https://example.org');
    await dialog.getByText('Add them to rooms').click();
    await dialog.getByRole('checkbox', { name: 'Launch week' }).check();
    await expectAccessible(ada);
    await picture(ada, 'mail');
    ada.allowError(/status of 400/);
    await button(dialog, 'Invite').click();
    await expect(dialog.getByRole('alert')).toHaveText(/^Leave out web addresses/);
    await box(dialog, 'Message (optional)').fill('We begin at nine.');
  });

  await test.step('Who was invited, and who was not', async () => {
    await button(dialog, 'Invite').click();
    await expect(dialog).toContainText('1 invitation is on its way.');
    await expect(dialog).toContainText('nobody is no address');
    await expect(dialog).toContainText(`${account.username}@example.org has an account already`);
    // The link proves the address, so that none but its owner has it.
    await expect(dialog.getByRole('textbox')).toHaveCount(0);
    await picture(ada, 'mailed');
  });

  const { text } = await mailTo(email);
  expect(text).toContain('We begin at nine.');
  const path = /\/invite\/[\w-]+/.exec(text)?.[0] ?? '';
  const ina = await arrive({ phone: true, dark: true });
  await test.step('The page names who invites and where to; a name and a password are enough', async () => {
    await ina.page.goto(path);
    await expect(ina.page.getByText('You will be in: Launch week')).toBeVisible();
    await expect(ina.page.getByText(email)).toBeVisible();
    await expectAccessible(ina);
    await picture(ina, 'page-phone-dark');
    await box(ina.page, 'Your name').fill(name);
    await box(ina.page, 'Password').fill(PASSWORD);
    await button(ina.page, 'Create account').click();
    await ina.openRoom('Launch week');
  });

  await test.step('The list says that she came', async () => {
    await button(dialog, 'Invitations').click();
    const row = dialog.getByRole('listitem').filter({ hasText: email });
    await expect(row).toContainText('Came');
    await expect(row).toContainText(`Came: ${name}`);
    await expectAccessible(ada);
    await picture(ada, 'list');
    await button(dialog, 'Close').click();
    await ada.openRoom('Launch week');
    await expect(ada.page.getByRole('log')).toContainText(name);
  });
});

test('A link lets guests into a room, and members who confirm their address; it can be taken back', async ({
  arrive,
}) => {
  const account = await Account.register('Ben');
  await account.createRoom('Open house');
  const ben = await arrive({ phone: true, language: 'de-DE' });
  await ben.signIn(account);
  await ben.page.getByRole('button', { name: 'Neu oder beitreten' }).click();
  await ben.page.getByRole('menuitem', { name: 'Leute einladen' }).click();
  const dialog = ben.page.getByRole('dialog');

  const madeLink = async () => {
    const field = dialog.getByRole('textbox', { name: 'Einladungslink' });
    return new URL(await field.inputValue()).pathname;
  };
  const guestPath = await test.step('For guests, who need a room', async () => {
    await dialog.getByRole('radio', { name: /^Mit einem Link/ }).check();
    await dialog.getByRole('combobox', { name: 'Sie kommen als' }).selectOption('Gäste');
    await button(dialog, 'Link erstellen').click();
    await expect(dialog.getByRole('alert')).toContainText('mindestens einen Raum');
    await picture(ben, 'link-phone-german');
    await dialog.getByRole('checkbox', { name: 'Open house' }).check();
    await button(dialog, 'Link erstellen').click();
    await expect(dialog.getByRole('img', { name: 'QR-Code des Links' })).toBeVisible();
    await expectAccessible(ben);
    await picture(ben, 'link-made-phone-german');
    return madeLink();
  });

  const guest = await arrive();
  const guestName = newName('gast');
  await test.step('A guest gives a name, and is in the room', async () => {
    await guest.page.goto(guestPath);
    await expect(guest.page.getByText('A name is enough.')).toBeVisible();
    await expect(box(guest.page, 'Password')).toHaveCount(0);
    await picture(guest, 'page-guest');
    await button(guest.page, 'Come in').click();
    await expect(guest.page.getByRole('alert')).toHaveText('Please fill this in');
    await box(guest.page, 'Your name').fill(guestName);
    await button(guest.page, 'Come in').click();
    await guest.openRoom('Open house');
    await guest.page.goto(guestPath);
    await expect(guest.page.getByText(`You are here as ${guestName} already.`)).toBeVisible();
  });

  const memberPath = await test.step('Another link, for members', async () => {
    await button(dialog, 'Weitere einladen').click();
    await dialog.getByRole('radio', { name: /^Mit einem Link/ }).check();
    await button(dialog, 'Link erstellen').click();
    return madeLink();
  });
  await test.step('A member confirms the address by a code', async () => {
    const eva = await arrive();
    const name = newName('eva');
    const email = `${name}@example.org`;
    await eva.page.goto(memberPath);
    await box(eva.page, 'Your name').fill(name);
    await box(eva.page, 'E-mail').fill(email);
    await box(eva.page, 'Password').fill(PASSWORD);
    await button(eva.page, 'Create account').click();
    await box(eva.page, 'Code').fill(await codeFor(email));
    await expect(eva.room('Lobby')).toBeVisible();
  });

  await test.step('Taken back, it leads nowhere', async () => {
    await button(dialog, 'Einladungen').click();
    await dialog.getByRole('button', { name: 'Aktionen für die Einladung: Einladungslink' }).first().click();
    await ben.page.getByRole('menuitem', { name: 'Zurückziehen' }).click();
    await expect(dialog.getByRole('listitem').first()).toContainText('Zurückgezogen');
    const late = await arrive();
    late.allowError(/status of 404/);
    await late.page.goto(memberPath);
    await expect(late.page.getByRole('heading', { name: 'This invitation leads nowhere' })).toBeVisible();
    await expect(link(late.page, 'Sign in')).toBeVisible();
  });
});
