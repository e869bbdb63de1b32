import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

test('A public room is read before it is joined, and then written in', async ({ arrive }) => {
  const [ada, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoom(`Garden of ${ada.username}`, { kind: 'public' });
  for (let count = 1; count <= 60; count++) await ada.sendMessage(room, `Bed ${count}`);
  const bob = await arrive();
  await bob.signIn(bobs);
  const { page } = bob;
  await bob.chooseNew('Browse public rooms');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('searchbox').fill(room.name);
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  await dialog.getByRole('button', { name: new RegExp(`^${room.name}`) }).click();

  await expect(page.getByRole('heading', { name: room.name, level: 1 })).toBeVisible();
  await expect(bob.message('Bed 60')).toBeInViewport();
  await expect(bob.composer).toHaveCount(0);
  await expect(bob.room(room.name)).toHaveCount(0);
  await expect(page.getByRole('article').first().getByRole('button')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show older messages' }).click();
  await expect(bob.message(/\bBed 1\b/)).toHaveCount(1);
  await expect(page.getByText('Last message')).toBeAttached();

  await page.getByRole('button', { name: 'Join the room' }).click();
  await expect(bob.room(room.name)).toBeVisible();
  await bob.sendMessage('May I help?');
  await bob.seesSent('May I help?');
});

test('The address of a room that is private says what it always said', async ({ arrive }) => {
  const [ada, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoom('Cellar');
  const bob = await arrive({ phone: true });
  bob.allowError(/status of 404/);
  await bob.signIn(bobs, `/rooms/${room.id}`);
  await expect(bob.page.getByRole('heading', { name: 'You are not in this room' })).toBeVisible();
});
