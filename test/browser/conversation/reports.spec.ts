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
  const [owner, reporter] = [await arrive({ language: 'de-DE' }), await arrive({ phone: true, dark: true })];
  await owner.signIn(ada, `/rooms/${room.id}`);
  await owner.sees('Something rude');
  await reporter.signIn(cleo, `/rooms/${room.id}`);
  await reporter.sees('Something rude');
  const shot = (person: typeof owner, name: string) =>
    SCREENS ? person.page.screenshot({ path: `${SCREENS}/report-${name}.png` }) : undefined;

  await test.step('Whoever reports it says why, and may say more', async () => {
    await reporter.choose('Report …', 'Something rude');
    const dialog = reporter.page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'It insults or threatens somebody' }).check();
    await dialog.getByRole('textbox').fill('Please look at it');
    await expectAccessible(reporter);
    await shot(reporter, 'dialog');
    await dialog.getByRole('button', { name: 'Report', exact: true }).tap();
    await expect(reporter.page.getByText('Reported. You are told what was decided.')).toBeVisible();
  });

  await test.step('It waits in the room of those who moderate it, also after a reload', async () => {
    const waiting = owner.page.getByText('Eine gemeldete Nachricht wartet auf deine Entscheidung.');
    await expect(waiting).toBeVisible();
    await owner.page.reload();
    await expect(waiting).toBeVisible();
    await shot(owner, 'line');
    await owner.page.getByRole('button', { name: 'Ansehen', exact: true }).click();
    const dialog = owner.page.getByRole('dialog', { name: 'Gemeldete Nachrichten' });
    await expect(dialog.getByText(/gemeldet von Cleo Curie/)).toBeVisible();
    await expect(dialog.getByText('Please look at it')).toBeVisible();
    await expectAccessible(owner);
    await shot(owner, 'list');
    await dialog.getByRole('button', { name: 'Nachricht löschen' }).click();
    await owner.page.getByRole('button', { name: 'Löschen', exact: true }).click();
    await expect(dialog.getByText('Keine Meldung wartet')).toBeVisible();
    await dialog.getByRole('combobox').selectOption('Entschieden');
    await expect(dialog.getByText(/Nachricht gelöscht · Ada/)).toBeVisible();
    expect(await accessibilityDefects(owner.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Schließen' }).click();
    await expect(waiting).toHaveCount(0);
    await expect(owner.message('Something rude')).toHaveCount(0);
  });

  await test.step('Whoever has reported it is told', async () => {
    await expect(reporter.page.getByText('Your report: The message was deleted.')).toBeVisible();
  });
});
