import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const { SCREENS } = process.env;
const picture = async ({ page }: Person, name: string) => {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/blocks-${name}.png` });
};

test('Who is blocked is folded on all devices, cannot be reached, and is unblocked in the settings', async ({
  arrive,
}) => {
  const [adas, bobs] = [await Account.register('Ada Lovelace'), await Account.register('Bob Bell')];
  const room = await adas.createRoomWith([bobs], 'Workshop');
  await bobs.sendMessage(room, 'An unkind word');
  const [desk, phone] = [await arrive(), await arrive({ phone: true, dark: true, language: 'de-DE' })];
  await desk.signIn(adas, `/rooms/${room.id}`);
  await phone.signIn(adas, `/rooms/${room.id}`);
  await expect(phone.page.getByRole('log').getByText('An unkind word')).toBeVisible();

  await desk.page.getByRole('button', { name: 'Profile of Bob Bell' }).first().click();
  const card = desk.page.getByRole('dialog');
  await expect(card.getByText('Online').or(card.getByText('Offline'))).toBeVisible();
  await picture(desk, 'card-desk');
  await card.getByRole('button', { name: 'Block', exact: true }).click();
  const question = desk.page.getByRole('dialog', { name: 'Block Bob Bell?' });
  await picture(desk, 'question-desk');
  await question.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(desk.page.getByText('Bob Bell is blocked')).toBeVisible();
  const list = desk.page.getByRole('log');
  await expect(list.getByText('1 message of somebody you blocked')).toBeVisible();
  await expect(desk.page.getByText('An unkind word')).toHaveCount(0);
  await expect(phone.page.getByRole('log').getByText('1 Nachricht einer blockierten Person')).toBeVisible();
  await expectAccessible(phone);
  await picture(phone, 'room-phone-dark');
  await list.getByRole('button', { name: 'Show' }).click();
  await expect(list.getByText('An unkind word')).toBeVisible();

  await expect(bobs.directRoomWith(adas)).rejects.toThrow('blocked');

  // Nor are the words read where messages are found.
  await desk.page.goto('/search?q=unkind');
  const found = desk.page.getByRole('main').getByText('1 message of somebody you blocked');
  await expect(found).toBeVisible();
  await expect(desk.page.getByText('unkind word')).toHaveCount(0);
  await desk.page.goto(`/rooms/${room.id}`);

  await phone.page.goto('/settings/privacy');
  await expect(phone.page.getByText('Bob Bell')).toBeVisible();
  await expectAccessible(phone);
  await picture(phone, 'settings-phone-dark');
  await phone.page.getByRole('button', { name: 'Blockierung aufheben: Bob Bell' }).click();
  await expect(phone.page.getByText('Du hast niemanden blockiert.')).toBeVisible();
  await desk.page.reload();
  await expect(list.getByText('An unkind word')).toBeVisible();
});
