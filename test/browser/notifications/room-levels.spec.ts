import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

const ROOMS = 78;

test('What each of eighty rooms notifies of, and why, is found and changed on one page', async ({ arrive }) => {
  test.setTimeout(120_000);
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const names = Array.from({ length: ROOMS }, (_, index) => `Room ${index + 1}`);
  for (const name of names) await adas.createRoomWith([], name);
  const direct = await adas.directRoomWith(bobs);
  await adas.sendMessage(direct, 'Hello');
  const muted = await adas.createRoomWith([], 'Noise');
  await adas.ask('PATCH', `/rooms/${muted.id}/membership`, { notify: 'none' });
  const ada = await arrive();
  await ada.signIn(adas);
  const { page } = ada;
  await page.goto('/settings/notifications');
  await page.getByRole('link', { name: 'Show all rooms' }).click();
  const rows = page.getByRole('list', { name: 'What each room notifies of' }).getByRole('listitem');
  // With the Lobby.
  await expect(rows).toHaveCount(ROOMS + 3);
  await expect(rows.filter({ hasText: 'Bob' })).toContainText('Each message of a conversation is for you.');
  await expectAccessible(ada);

  await page.getByLabel('Show', { exact: true }).selectOption('Nothing');
  await expect(rows).toHaveText([/Noise.*You have muted it\./s]);
  await page.getByLabel('Notify me in Noise about').selectOption('Everything');
  await expect(page.getByText('No room is like that.')).toBeVisible();
  await page.getByLabel('Show', { exact: true }).selectOption('All rooms');
  await page.getByLabel('Find a room').fill('room 42');
  await expect(rows).toHaveText([/Room 42.*So it is for a room where nothing else is chosen\./s]);
  await page.getByRole('link', { name: 'Room 42' }).click();
  await expect(page.getByRole('complementary').getByLabel('Notify me about')).toHaveValue('mentions');
});

test('What each room notifies of is read on a phone, in German', async ({ arrive }) => {
  const adas = await Account.register('Ada');
  const room = await adas.createRoomWith([], 'Werkstatt');
  const quietUntil = new Date(Date.now() + 3_600_000).toISOString();
  await adas.ask('PATCH', `/rooms/${room.id}/membership`, { quietUntil });
  await adas.ask('PATCH', '/users/me', { preferences: { dndUntil: quietUntil } });
  const ada = await arrive({ phone: true, dark: true, language: 'de-DE', size: { width: 320, height: 640 } });
  await ada.signIn(adas);
  await ada.page.goto('/settings/notifications/rooms');
  const row = ada.page.getByRole('listitem').filter({ hasText: 'Werkstatt' });
  await expect(row).toContainText('Nur mein Name');
  await expect(ada.page.getByText('In allen Räumen kommen sie lautlos.')).toBeVisible();
  await expectAccessible(ada);
  await row.getByRole('combobox').selectOption('Nichts');
  await expect(row).toContainText('Du hast ihn stummgeschaltet.');
});
