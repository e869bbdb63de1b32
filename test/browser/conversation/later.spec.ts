import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { accessibilityDefects, expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

async function adaAndBob(): Promise<{ ada: Account; bob: Account; room: Room }> {
  const [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register('Bob Bell')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  for (const step of ['first', 'second', 'third']) await bob.sendMessage(room, `The ${step} step`);
  return { ada, bob, room };
}

const later = ({ page }: Person) => page.getByRole('link', { name: 'Later' });
const entries = ({ page }: Person) => page.getByRole('main').getByRole('listitem');
const tab = ({ page }: Person, name: string) =>
  page.getByRole('navigation', { name: 'Which entries' }).getByRole('link', { name }).click();

test('A message is saved by its button, its menu or a key, on all devices, and leads back to its place', async ({
  arrive,
}) => {
  const { ada, room } = await adaAndBob();
  const [desk, phone] = [await arrive(), await arrive({ phone: true, dark: true })];
  await desk.signIn(ada, `/rooms/${room.id}`);
  await phone.signIn(ada, `/rooms/${room.id}`);
  await phone.sees('The third step');
  await desk.sees('The third step');
  await expect(later(desk)).toHaveCount(0);
  await desk.message('The first step').hover();
  await desk.message('The first step').getByRole('button', { name: 'Save for later' }).click();
  await expect(desk.message('The first step').getByText('Saved for later')).toBeAttached();
  await desk.choose('Save for later', 'The second step');
  await desk.page.getByRole('log').focus();
  await desk.page.keyboard.press('End');
  await desk.page.keyboard.press('s');
  await expect(desk.message('The third step').getByText('Saved for later')).toBeAttached();
  for (const words of ['The first step', 'The second step', 'The third step'])
    await expect(phone.message(words).getByText('Saved for later')).toBeAttached();
  await phone.choose('Remove from “Later”', 'The second step');
  await expect(desk.message('The second step').getByText('Saved for later')).toHaveCount(0);

  await later(desk).click();
  await expect(entries(desk)).toHaveCount(2);
  await expect(entries(desk).first()).toContainText('The third step');
  await expectAccessible(desk);
  await entries(desk).first().getByRole('link').click();
  await expect(desk.message('The third step')).toHaveClass(/highlighted/);
});

test('What is saved is done, opened again and removed, and each is taken back', async ({ arrive }) => {
  const { ada, bob, room } = await adaAndBob();
  const message = await bob.sendMessage(room, 'Please look at this');
  await ada.ask('PUT', `/messages/${message.id}/saved`, { note: 'at home' });
  const reader = await arrive({ phone: true });
  await reader.signIn(ada, '/later');
  await expect(entries(reader)).toContainText(['Please look at this']);
  await expect(entries(reader).getByText('at home')).toBeVisible();
  await expectAccessible(reader);
  await reader.page.getByRole('button', { name: 'Mark as done' }).click();
  await expect(reader.page.getByRole('heading', { name: 'Nothing saved for later' })).toBeVisible();
  await reader.page.getByRole('button', { name: 'Undo' }).click();
  await expect(entries(reader)).toHaveCount(1);
  await reader.page.getByRole('button', { name: 'Mark as done' }).click();
  await tab(reader, 'Done');
  await reader.page.getByRole('button', { name: 'Open again' }).click();
  await expect(reader.page.getByRole('heading', { name: 'Nothing done yet' })).toBeVisible();
  await tab(reader, 'Open');
  await reader.page.getByRole('button', { name: 'Remove from “Later”' }).click();
  await expect(entries(reader)).toHaveCount(0);
  await reader.page.getByRole('button', { name: 'Undo' }).click();
  await expect(entries(reader).getByText('at home')).toBeVisible();
});

test('A reminder is set with a note, rings, and is seen in the list of rooms', async ({ arrive }) => {
  const { ada, room } = await adaAndBob();
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  await reader.sees('The second step');
  await reader.choose('Remind me …', 'The second step');
  const dialog = reader.page.getByRole('dialog', { name: 'Remind me of this message' });
  await expect(dialog.getByRole('radio', { name: /^In 20 minutes/ })).toBeChecked();
  await expectAccessible(reader);
  await dialog.getByRole('radio', { name: 'Another time' }).check();
  await dialog.getByLabel('Date and time').fill('2020-01-01T10:00');
  await expect(dialog.getByRole('button', { name: 'Set reminder' })).toBeDisabled();
  await dialog.getByRole('radio', { name: /^In one hour/ }).check();
  await dialog.getByRole('textbox', { name: 'Note' }).fill('before lunch');
  await dialog.getByRole('button', { name: 'Set reminder' }).click();
  await expect(dialog).toHaveCount(0);
  await later(reader).click();
  await tab(reader, 'Reminders');
  await expect(entries(reader)).toContainText([/before lunch.*Reminder: /s]);

  const [saved] = (await ada.ask<{ items: { messageId: string }[] }>('GET', '/saved')).items;
  const remindAt = new Date(Date.now() + 1_000).toISOString();
  await ada.ask('PUT', `/messages/${saved?.messageId}/saved`, { remindAt });
  await expect(reader.page.getByText('Reminder: before lunch')).toBeVisible({ timeout: 15_000 });
  await expect(later(reader)).toContainText('1 reminder');
  await expect(entries(reader)).toContainText([/Reminded: /]);
  // The toast stays for a while, and is animated as long.
  expect(await accessibilityDefects(reader.page)).toEqual([]);
  await reader.page.getByRole('button', { name: 'Mark as done' }).click();
  await expect(later(reader)).not.toContainText('1 reminder');
});

test('An entry stays without words once its room was left', async ({ arrive }) => {
  const { ada, bob, room } = await adaAndBob();
  const message = await bob.sendMessage(room, 'Not for outsiders');
  await ada.ask('PUT', `/messages/${message.id}/saved`, { note: 'my words' });
  await ada.ask('PATCH', `/rooms/${room.id}/members/${bob.id}`, { role: 'owner' });
  await ada.ask('POST', `/rooms/${room.id}/leave`);
  const reader = await arrive({ language: 'de-DE' });
  await reader.signIn(ada, '/later');
  await expect(reader.page.getByText('Du kannst diese Nachricht nicht mehr lesen')).toBeVisible();
  await expect(reader.page.getByText('my words')).toBeVisible();
  await expect(reader.page.getByText('Not for outsiders')).toHaveCount(0);
});
