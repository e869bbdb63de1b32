import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

test('A keyword counts like a mention', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Workshop');
  await adas.markRead(room);
  const ada = await arrive({ phone: true, dark: true, language: 'de-DE' });
  await ada.signIn(adas);
  const { page } = ada;
  await page.goto('/settings/notifications');
  const field = page.getByRole('textbox', { name: 'Wörter, durch Kommas getrennt' });
  await field.fill('Release, x');
  await expect(page.getByText('„x“: Ein Schlüsselwort hat 2 bis 50 Zeichen')).toBeVisible();
  await expectAccessible(ada);
  await field.fill('Release, Bereitschaft, release');
  await page.getByRole('button', { name: 'Schlüsselwörter speichern' }).tap();
  await expect(field).toHaveValue('Release, Bereitschaft');
  await page.goto('/rooms');
  // From the next round on: what was written before is not looked at.
  await expect(async () => {
    await bobs.sendMessage(room, 'The release is out');
    await expect(page.getByRole('link', { name: /Workshop/ })).toContainText(/Erwähnung|@1/, { timeout: 2_000 });
  }).toPass();
});
