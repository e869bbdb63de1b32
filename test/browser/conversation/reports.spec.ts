import { accessibilityDefects, expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import { expect, test } from '../support/test.ts';

const SCREENS = process.env.SCREENS;

test('A message is reported, waits for those who moderate, and is deleted by their decision', async ({ arrive }) => {
  const [ada, bob, cleo] = [
    await Account.register('Ada'),
    await Account.register('Bob'),
    await Account.register('Cleo Curie'),
  ];
  const room = await ada.createRoomWith([bob, cleo], 'Workshop');
  await bob.sendMessage(room, 'Something rude');
  const [owner, reporter] = [await arrive(), await arrive({ phone: true, dark: true, language: 'de-DE' })];
  await owner.signIn(ada, `/rooms/${room.id}`);
  await owner.sees('Something rude');
  await reporter.signIn(cleo, `/rooms/${room.id}`);
  await reporter.sees('Something rude');
  const shot = (person: typeof owner, name: string) =>
    SCREENS ? person.page.screenshot({ path: `${SCREENS}/report-${name}.png` }) : undefined;

  await test.step('Whoever reports it says why, and may say more', async () => {
    await reporter.choose('Verstoß melden …', 'Something rude');
    const dialog = reporter.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Sie beleidigt oder bedroht jemanden' }).check();
    await dialog.getByRole('textbox').fill('Bitte schaut hin');
    await expectAccessible(reporter);
    await shot(reporter, 'dialog');
    await dialog.getByRole('button', { name: 'Melden', exact: true }).tap();
    await expect(reporter.page.getByText('Gemeldet. Du erfährst, was entschieden wurde.')).toBeVisible();
    await reporter.choose('Verstoß melden …', 'Something rude');
    await dialog.getByRole('button', { name: 'Melden', exact: true }).tap();
    await expect(dialog.getByRole('alert')).toHaveText('Du hast diese Nachricht schon gemeldet');
    await dialog.getByRole('button', { name: 'Abbrechen' }).tap();
  });

  await test.step('It waits in the room of those who moderate it, also after a reload', async () => {
    const waiting = owner.page.getByText('A reported message waits for your decision.');
    await expect(waiting).toBeVisible();
    await owner.page.reload();
    await expect(waiting).toBeVisible();
    await shot(owner, 'line');
    await owner.page.getByRole('button', { name: 'Look', exact: true }).click();
    const dialog = owner.page.getByRole('dialog', { name: 'Reported messages' });
    await expect(dialog.getByText(/reported by Cleo Curie/)).toBeVisible();
    await expect(dialog.getByText('Bitte schaut hin')).toBeVisible();
    await expectAccessible(owner);
    await shot(owner, 'list');
    await dialog.getByRole('button', { name: 'Delete the message' }).click();
    await owner.page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(dialog.getByText('No report waits')).toBeVisible();
    await dialog.getByRole('combobox').selectOption('Decided');
    await expect(dialog.getByText(/Message deleted · Ada/)).toBeVisible();
    expect(await accessibilityDefects(owner.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Close' }).click();
    await expect(waiting).toHaveCount(0);
    await expect(owner.message('Something rude')).toHaveCount(0);
  });

  await test.step('Whoever has reported it is told', async () => {
    await expect(reporter.page.getByText('Deine Meldung: Die Nachricht wurde gelöscht.')).toBeVisible();
  });
});
