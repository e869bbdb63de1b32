import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { Account } from '../support/account.ts';
import { expectAccessible } from '../support/accessible.ts';
import { composerRoom } from '../support/composer-room.ts';
import { type FilePayload, textFile } from '../support/files.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const DAY_MS = 86_400_000;

const drafts = ({ page }: Person) => page.getByRole('link', { name: 'Drafts and scheduled' });
const entries = ({ page }: Person) => page.getByRole('main').getByRole('listitem');
const waitingFiles = ({ page }: Person) =>
  page.getByRole('list', { name: 'Goes with your message' }).getByRole('listitem');
const attach = ({ page }: Person, file: FilePayload) =>
  page.locator('parley-attach-buttons input').setInputFiles([file]);
const otherWords = ({ page }: Person) => page.getByRole('group', { name: 'Other words from another device:' });
const press = ({ page }: Person, name: string) => page.getByRole('button', { name, exact: true }).click();
const tab = ({ page }: Person, name: string) =>
  page.getByRole('navigation', { name: 'Which ones' }).getByRole('link', { name }).click();
/** As when the window of this device goes to the background. */
const turnAway = (page: Page) => page.evaluate('document.activeElement.blur()');

const storedDraft = async (ada: Account) =>
  (await ada.ask<{ items: { body: string }[] }>('GET', '/drafts')).items.map(({ body }) => body);

test('A draft follows from device to device, and is gone from all once it is sent', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const [desk, phone] = [await arrive(), await arrive({ phone: true, size: { width: 320, height: 640 } })];
  await desk.signIn(ada, path);
  await phone.signIn(ada, path);
  await phone.sees('Hello');
  await desk.composer.fill('Begun on the desk');
  await expect(phone.composer).toHaveValue('Begun on the desk');
  await turnAway(desk.page);

  await phone.composer.fill('Begun on the desk, ended on the phone');
  await expect(desk.composer).toHaveValue('Begun on the desk, ended on the phone');
  await expect(otherWords(phone)).toHaveCount(0);
  await expectAccessible(phone);
  await press(phone, 'Send message');
  await desk.seesSent('Begun on the desk, ended on the phone');
  for (const device of [desk, phone]) await expect(device.composer).toHaveValue('');
  await expect.poll(() => storedDraft(ada)).toEqual([]);
  await phone.page.reload();
  await phone.seesSent('Begun on the desk, ended on the phone');
  await expect(phone.composer).toHaveValue('');
});

test('Words that two devices write at a time both stay until the reader decides', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const [desk, phone] = [await arrive(), await arrive({ phone: true, size: { width: 320, height: 640 } })];
  await desk.signIn(ada, path);
  await phone.signIn(ada, path);
  await phone.sees('Hello');
  await desk.composer.fill('At first');
  await expect(phone.composer).toHaveValue('At first');

  // The reader is in both fields: nothing is replaced unasked.
  await phone.composer.fill('From the phone');
  await expect(otherWords(desk)).toContainText('From the phone');
  await expect(desk.composer).toHaveValue('At first');
  await desk.composer.fill('From the desk');
  await expect(otherWords(desk)).toContainText('From the phone');
  await press(desk, 'Keep mine');
  await expect(otherWords(desk)).toHaveCount(0);
  await expect(otherWords(phone)).toContainText('From the desk');
  await expect(phone.composer).toHaveValue('From the phone');
  await expectAccessible(phone);

  await press(phone, 'Take them');
  await expect(phone.composer).toHaveValue('From the desk');
  await press(phone, 'Undo');
  await expect(phone.composer).toHaveValue('From the phone');
  await turnAway(desk.page);
  await expect(desk.composer).toHaveValue('From the phone');
});

test('Without a connection the draft stays on the device, and follows once there is one', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const [train, phone] = [await arrive(), await arrive({ phone: true })];
  await train.signIn(ada, path);
  await train.sees('Hello');
  await train.loseNetwork();
  await train.composer.fill('Written in the tunnel');
  await phone.signIn(ada, path);
  await phone.sees('Hello');
  await expect(phone.composer).toHaveValue('');
  await expect(train.page.getByText(/offline/i).first()).toBeVisible();
  await train.regainNetwork();
  await expect(phone.composer).toHaveValue('Written in the tunnel', { timeout: 30_000 });
});

test('Files and edits follow from device to device', async ({ arrive }) => {
  test.setTimeout(120_000);
  const { ada, path } = await composerRoom();
  const room = await ada.ask<Room>('GET', `/rooms/${path.split('/')[2]}`);
  await ada.sendMessage(room, 'We begin at tne');
  const [desk, phone] = [await arrive(), await arrive({ phone: true, size: { width: 320, height: 640 } })];
  await desk.signIn(ada, path);
  await phone.signIn(ada, path);
  await phone.sees('We begin at tne');
  await attach(desk, textFile('plan.txt', 'the plan'));
  await expect(waitingFiles(phone)).toContainText(['plan.txt']);
  await attach(phone, textFile('list.txt', 'the list'));
  await expect(waitingFiles(desk)).toContainText(['plan.txt', 'list.txt']);
  await desk.page.getByRole('button', { name: 'Remove plan.txt' }).click();
  await expect(waitingFiles(phone)).toContainText(['list.txt']);
  await expect(waitingFiles(phone)).toHaveCount(1);
  await phone.page.reload();
  await expect(waitingFiles(phone)).toContainText(['list.txt']);
  await drafts(desk).click();
  await expect(entries(desk)).toContainText([/Workshop.*list\.txt/s]);
  await press(desk, 'Discard draft');
  await expect(waitingFiles(phone)).toHaveCount(0);
  await press(desk, 'Undo');
  await expect(waitingFiles(phone)).toContainText(['list.txt']);
  await desk.page.goBack();
  await press(phone, 'Send message');
  await expect(phone.page.getByRole('article').last()).toContainText('list.txt');
  for (const device of [desk, phone]) await expect(waitingFiles(device)).toHaveCount(0);
  await expect.poll(() => storedDraft(ada)).toEqual([]);

  // Nothing else comes into a field that the reader is in.
  await turnAway(phone.page);
  await desk.choose('Edit', 'We begin at tne');
  await desk.composer.fill('We begin at ten');
  await expect(phone.composer).toHaveValue('We begin at ten');
  await turnAway(desk.page);
  await phone.composer.fill('We begin at ten sharp');
  await expect(desk.composer).toHaveValue('We begin at ten sharp');
  await expectAccessible(phone);
  await drafts(desk).click();
  await expect(entries(desk)).toContainText([/Workshop.*edit of a message.*We begin at ten sharp/s]);
  await expectAccessible(desk);
  await desk.page.goBack();
  await press(phone, 'Save changes');
  await desk.sees('We begin at ten sharp');
  for (const device of [desk, phone]) await expect(device.composer).toHaveValue('');
  await expect.poll(() => storedDraft(ada)).toEqual([]);
});

test('Drafts are listed, open their room, and are discarded with a way back', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const other = await ada.createRoomWith([], 'Attic');
  await ada.ask('PUT', `/rooms/${other.id}/draft`, { body: 'Clear the attic', baseVersion: 0 });
  const [desk, phone] = [await arrive(), await arrive({ phone: true, dark: true, size: { width: 320, height: 640 } })];
  await desk.signIn(ada, path);
  await desk.sees('Hello');
  await desk.composer.fill('Ask Bob about the workshop');
  await drafts(desk).click();
  await expect(entries(desk)).toHaveCount(2);
  await expect(entries(desk).filter({ hasText: 'Clear the attic' })).toContainText('Attic');
  await expectAccessible(desk);
  await phone.signIn(ada, '/drafts');
  await expect(entries(phone)).toHaveCount(2);
  await expectAccessible(phone);

  const attic = entries(phone).filter({ hasText: 'Attic' });
  await attic.getByRole('button', { name: 'Discard draft' }).click();
  await expect(entries(desk)).toHaveCount(1);
  await press(phone, 'Undo');
  await expect(entries(desk)).toHaveCount(2);
  await attic.getByRole('link').click();
  await expect(phone.composer).toHaveValue('Clear the attic');
});

test('A message is scheduled, moved, and taken off again as a draft', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const desk = await arrive();
  await desk.signIn(ada, path);
  await desk.sees('Hello');
  await expect(desk.page.getByRole('button', { name: 'Schedule', exact: true })).toHaveCount(0);
  await desk.composer.fill('Good morning');
  await press(desk, 'Schedule');
  const dialog = desk.page.getByRole('dialog', { name: 'Schedule' });
  await expect(dialog.getByRole('radio', { name: /^Tomorrow morning/ })).toBeVisible();
  await expectAccessible(desk);
  await dialog.getByRole('radio', { name: 'Another time' }).check();
  await dialog.getByLabel('Date and time').fill('2020-01-01T10:00');
  await expect(dialog.getByRole('button', { name: 'Schedule message' })).toBeDisabled();
  await dialog.getByRole('radio', { name: /^Tomorrow morning/ }).check();
  await dialog.getByRole('button', { name: 'Schedule message' }).click();
  await expect(desk.composer).toHaveValue('');
  await expect(desk.message('Good morning')).toHaveCount(0);

  await drafts(desk).click();
  await expect(entries(desk)).toContainText([/Good morning/]);
  await press(desk, 'Remove from schedule');
  await expect(entries(desk)).toHaveCount(0);
  await press(desk, 'Undo');
  await expect(entries(desk)).toHaveCount(1);
  await expectAccessible(desk);
  await press(desk, 'Change the time');
  await dialog.getByRole('radio', { name: 'Another time' }).check();
  const inTenDays = new Date(Date.now() + 10 * DAY_MS).toISOString().slice(0, 10);
  await dialog.getByLabel('Date and time').fill(`${inTenDays}T10:07`);
  await dialog.getByRole('button', { name: 'Schedule message' }).click();
  await expect(entries(desk).getByRole('time')).toHaveAttribute('datetime', `${inTenDays}T10:07:00.000Z`);
  await press(desk, 'Edit as draft');
  await expect(desk.composer).toHaveValue('Good morning');
  await drafts(desk).click();
  await tab(desk, 'Scheduled');
  await expect(desk.page.getByRole('heading', { name: 'Nothing is scheduled' })).toBeVisible();
  await ada.ask('POST', `/rooms/${path.split('/')[2]}/scheduled`, {
    clientId: randomUUID(),
    body: 'Not tomorrow but now',
    sendAt: `${inTenDays}T10:07:00.000Z`,
  });
  await press(desk, 'Send now');
  await expect(entries(desk)).toHaveCount(0);
  await desk.page.goto(path);
  await desk.seesSent('Not tomorrow but now');
});

test('What could not be sent is listed, becomes a draft again, or is sent later', async ({ arrive }) => {
  const { ada, bob, path } = await composerRoom();
  const room = await ada.ask<Room>('GET', `/rooms/${path.split('/')[2]}`);
  const phone = await arrive({ phone: true, dark: true, size: { width: 320, height: 640 } });
  await phone.signIn(bob, path);
  await phone.sees('Hello');
  await phone.loseNetwork();
  for (const words of ['First from the tunnel', 'Second from the tunnel']) {
    await phone.composer.fill(words);
    await press(phone, 'Send message');
  }
  await ada.mute(bob, room);
  await phone.regainNetwork();
  await expect(phone.message('Second from the tunnel').getByRole('alert')).toContainText('Not sent', {
    timeout: 30_000,
  });
  await phone.page.reload();
  await expect(phone.message('Second from the tunnel').getByRole('alert')).toContainText('Not sent');
  await phone.page.getByRole('link', { name: 'Back to the rooms' }).click();
  await expect(drafts(phone)).toContainText('2 messages were not sent');
  await drafts(phone).click();
  await expect(entries(phone)).toHaveCount(2);
  await expect(entries(phone).first()).toContainText('Not sent: You are muted in this room');
  await expectAccessible(phone);

  await ada.unmute(bob, room);
  await entries(phone).first().getByRole('button', { name: 'Try again' }).click();
  await expect(entries(phone)).toHaveCount(1);
  await entries(phone).getByRole('button', { name: 'Edit' }).click();
  await phone.seesSent('First from the tunnel');
  await expect(phone.composer).toHaveValue('Second from the tunnel');
  await expect(phone.message('Second from the tunnel')).toHaveCount(0);
  await phone.page.goto('/drafts?show=unsent');
  await expect(phone.page.getByRole('heading', { name: 'Everything was sent' })).toBeVisible();
});
