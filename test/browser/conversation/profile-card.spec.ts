import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

for (const [where, options] of [
  ['at a desk', {}],
  ['on a phone, in German', { phone: true, dark: true, language: 'de-DE' as const }],
] as const)
  test(`A name opens who it is, ${where}`, nightlyUnless('phone' in options), async ({ arrive }) => {
    const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
    await bob.ask('PATCH', '/users/me', { statusText: 'Back at three', bio: 'Mathematics and machines' });
    const room = await ada.createRoomWith([bob], 'Workshop');
    await bob.sendMessage(room, 'A word');
    const reader = await arrive(options);
    await reader.signIn(ada, `/rooms/${room.id}`);
    await reader.message('A word').locator('.author').click();
    const card = reader.page.getByRole('dialog');
    await expect(card.getByText('Back at three')).toBeVisible();
    await expect(card.getByText('Mathematics and machines')).toBeVisible();
    await expect(card.getByText(`@${bob.username}`)).toBeVisible();
    await expectAccessible(reader);
    await card.getByRole('button', { name: /Send a direct message|Direktnachricht/ }).click();
    await expect(card).toBeHidden();
    await expect(reader.page.getByRole('heading', { name: 'Bob', level: 1 })).toBeVisible();
  });

test('A picture and the list of members open it too, and one\u2019s own card leads to the profile', async ({
  arrive,
}) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  await bob.sendMessage(room, 'A word');
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  const card = reader.page.getByRole('dialog');
  await reader.message('A word').locator('.face').click();
  await expect(card.getByRole('heading', { name: 'Bob' })).toBeVisible();
  await reader.page.keyboard.press('Escape');
  await expect(card).toBeHidden();

  await reader.page
    .getByRole('button', { name: /2 members|^2$/ })
    .first()
    .click();
  await reader.page.getByRole('button', { name: 'Actions for Ada' }).click();
  await reader.page.getByRole('menuitem', { name: 'Show profile' }).click();
  await card.getByRole('button', { name: 'Edit profile' }).click();
  await expect(reader.page).toHaveURL(/\/settings\/profile$/);
});

test('A mention opens who is mentioned, by a click and by the keyboard', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  await bob.sendMessage(room, `Ask @${ada.username} about it`);
  const reader = await arrive();
  await reader.signIn(bob, `/rooms/${room.id}`);
  const mention = reader.page.getByRole('button', { name: '@Ada', exact: true });
  const card = reader.page.getByRole('dialog');
  await mention.click();
  await expect(card.getByRole('heading', { name: 'Ada' })).toBeVisible();
  await reader.page.keyboard.press('Escape');
  await expect(card).toBeHidden();
  // Keys that follow a dialog within a second belong to it.
  await expect(async () => {
    await mention.press('Enter');
    await expect(card.getByRole('heading', { name: 'Ada' })).toBeVisible({ timeout: 500 });
  }).toPass();
});

test('The buttons of a card keep a distance on the narrowest phone, in German', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  await bob.sendMessage(room, 'A word');
  const reader = await arrive({ phone: true, language: 'de-DE', size: { width: 320, height: 640 } });
  await reader.signIn(ada, `/rooms/${room.id}`);
  await reader.message('A word').locator('.author').click();
  const buttons = reader.page.getByRole('dialog').locator('mat-dialog-actions button');
  await expect(buttons).toHaveCount(2);
  // While the card grows, so do the distances.
  await expect.poll(() => reader.page.evaluate('document.getAnimations().length')).toBe(0);
  const [first, second] = [await buttons.first().boundingBox(), await buttons.last().boundingBox()];
  if (!first || !second) throw new Error('a button is not drawn');
  const isBeside = second.x >= first.x + first.width || first.x >= second.x + second.width;
  expect(isBeside || second.y - first.y - first.height >= 4).toBe(true);
});
