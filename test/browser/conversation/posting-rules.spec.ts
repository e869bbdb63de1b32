import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { accessibilityDefects, expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

async function adaAndBob(): Promise<{ ada: Account; bob: Account; room: Room }> {
  const [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register('Bob Bell')];
  const room = await ada.createRoomWith([bob], 'Press room');
  await ada.sendMessage(room, 'Good morning');
  return { ada, bob, room };
}

/** Chooses in the settings of the room that is open. */
async function configure({ page }: Person, choices: Record<string, string>): Promise<void> {
  await page.getByRole('button', { name: 'Room details' }).click();
  await page.getByRole('tab', { name: 'About' }).click();
  await page.getByRole('button', { name: 'Room settings' }).click();
  const dialog = page.getByRole('dialog');
  for (const [label, choice] of Object.entries(choices)) await dialog.getByLabel(label).selectOption({ label: choice });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  await page.getByRole('button', { name: 'Close details' }).click();
}

const closedNote = ({ page }: Person) =>
  page.getByText('Announcements: only moderators and owners write in this room.');

test('In an announcement room others read and react, and write again once they may', async ({ arrive }) => {
  const { ada, bob, room } = await adaAndBob();
  const [owner, reader] = [await arrive(), await arrive({ phone: true, dark: true })];
  await owner.signIn(ada, `/rooms/${room.id}`);
  await reader.signIn(bob, `/rooms/${room.id}`);
  await reader.sees('Good morning');
  await reader.composer.fill('A draft that must not be lost');
  await configure(owner, { 'Who may write': 'Moderators and owners' });
  await expect(closedNote(reader)).toBeVisible();
  await expect(reader.composer).toHaveCount(0);
  await expectAccessible(reader);
  await expect(owner.composer).toBeVisible();

  await configure(owner, { 'Who may write': 'Everybody in the room', 'Who may react': 'Only owners' });
  await expect(reader.composer).toHaveValue('A draft that must not be lost');
  await reader.openMenu('Good morning');
  await expect(reader.page.getByRole('dialog').getByRole('button', { name: 'Reply', exact: true })).toBeVisible();
  await expect(reader.page.getByRole('dialog').getByRole('button', { name: /👍|reaction/i })).toHaveCount(0);
});

test('In slow mode messages wait, show how long, can be taken back, and are not lost', async ({ arrive }) => {
  const { ada, bob, room } = await adaAndBob();
  await ada.ask('PATCH', `/rooms/${room.id}`, { slowSeconds: 600 });
  const writer = await arrive({ phone: true });
  await writer.signIn(bob, `/rooms/${room.id}`);
  await expect(writer.page.getByText('Slow mode: wait 10 minutes between two messages')).toBeVisible();
  await writer.sendMessage('The first');
  await writer.seesSent('The first');
  await writer.sendMessage('The second');
  const waiting = writer.page.getByText('Slow mode: goes out by itself');
  await expect(waiting).toBeVisible();
  // What waits moves, so that `expectAccessible` would wait for it.
  expect(await accessibilityDefects(writer.page)).toEqual([]);

  await writer.page.reload();
  await expect(waiting).toBeVisible();
  await writer.page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(writer.composer).toHaveValue('The second');
  await expect(waiting).toHaveCount(0);

  // Not by the dialog: a short wait, that ends while the test looks on.
  await ada.ask('PATCH', `/rooms/${room.id}`, { slowSeconds: 3 });
  await expect(writer.page.getByText('Slow mode: wait 3 seconds between two messages')).toBeVisible();
  await writer.page.getByRole('button', { name: 'Send message' }).click();
  await writer.sendMessage('The third');
  for (const words of ['The second', 'The third']) await writer.seesSent(words);
});

test('Somebody who is named and not in the room is added by the line above the composer', async ({ arrive }) => {
  const { ada, bob, room } = await adaAndBob();
  const cleo = await Account.register('Cleo Curie');
  const writer = await arrive();
  await writer.signIn(ada, `/rooms/${room.id}`);
  await writer.sees('Good morning');
  const hint = writer.page.getByText('Cleo Curie is not in this room and will not be notified.');
  await writer.composer.fill(`@${bob.username} look`);
  await expect(hint).toHaveCount(0);
  await writer.composer.fill(`@${bob.username} and @${cleo.username}. look`);
  await expect(hint).toBeVisible();
  await expectAccessible(writer);
  await writer.page.getByRole('button', { name: 'Add to the room' }).click();
  await expect(hint).toHaveCount(0);
  await expect(writer.page.getByRole('log').getByText(/Cleo Curie/)).toBeVisible();
  await writer.page.keyboard.press('Enter');
  await writer.seesSent('. look');
  const [{ mentions }] = (
    await cleo.ask<{ items: [{ mentions: string[] }] }>('GET', `/rooms/${room.id}/messages?limit=1`)
  ).items;
  expect(mentions).toContain(cleo.id);
});

const SCREENS = process.env.SCREENS;

for (const [name, options] of [
  ['desk', { language: 'de-DE', size: { width: 1440, height: 900 } }],
  ['desk-dark', { language: 'de-DE', dark: true, size: { width: 1440, height: 900 } }],
  ['phone', { language: 'de-DE', phone: true }],
  ['phone-dark', { language: 'de-DE', phone: true, dark: true }],
  ['narrow', { language: 'de-DE', phone: true, size: { width: 320, height: 568 } }],
] as const)
  test(`Who writes in a room is told in German, too: ${name}`, nightlyUnless(name === 'narrow'), async ({ arrive }) => {
    const { ada, bob, room } = await adaAndBob();
    await ada.ask('PATCH', `/rooms/${room.id}`, { slowSeconds: 900 });
    const cleo = await Account.register('Cleo Curie');
    const writer = await arrive(options);
    const { page } = writer;
    await writer.signIn(bob, `/rooms/${room.id}`);
    const shot = async (what: string) => {
      if (SCREENS) await page.screenshot({ path: `${SCREENS}/posting-${name}-${what}.png` });
      expect(await accessibilityDefects(page)).toEqual([]);
    };
    const field = page.getByRole('combobox', { name: 'Nachricht' });
    for (const words of ['Erste', 'Zweite']) {
      await field.fill(words);
      await field.press('Control+Enter');
    }
    await expect(page.getByText('Langsamer Modus: wird von selbst gesendet')).toBeVisible();
    await field.fill(`@${cleo.username} schau bitte`);
    await expect(page.getByText('Cleo Curie ist nicht in diesem Raum')).toBeVisible();
    await shot('slow');
    await ada.ask('PATCH', `/rooms/${room.id}`, { postBy: 'moderator' });
    await expect(page.getByText('schreiben nur Leitung und Moderation')).toBeVisible();
    await shot('closed');
    await ada.ask('PATCH', `/rooms/${room.id}/members/${bob.id}`, { role: 'owner' });
    await expect(field).toBeVisible();
    await page.goto(`/rooms/${room.id}?panel=about`);
    await page.getByRole('button', { name: 'Raumeinstellungen' }).click();
    await expect(page.getByLabel('Langsamer Modus')).toBeVisible();
    await shot('settings');
  });
