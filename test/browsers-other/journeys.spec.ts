import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionPage } from '../../src/auth/auth.dto.ts';
import { Account } from '../browser/support/account.ts';
import { fillRoom } from '../browser/support/database.ts';
import { picture } from '../browser/support/files.ts';
import { expect, test } from './support/test.ts';

/** More than two pages of history. */
const ENTRIES = 150;
const SCROLLER = 'parley-message-list .scroller';

let ada: Account;
let bob: Account;

test.beforeEach(async () => {
  [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register('Bob Builder')];
});

const roomOfTwo = (name: string) => ada.createRoomWith([bob], name);

test('The first message goes out and an answer comes in; signing out ends the session and its cookies', async ({
  arrive,
}) => {
  const room = await roomOfTwo('Workshop');
  const visitor = await arrive();
  await visitor.signIn(ada, `/rooms/${room.id}`);
  await visitor.send('Hello from here');
  await visitor.seesSent('Hello from here');
  await bob.sendMessage(room, 'And back');
  await visitor.sees('And back');

  expect(await visitor.tab.read('document.cookie')).toContain('XSRF-TOKEN=');
  const sessions = async () => (await ada.ask<SessionPage>('GET', '/auth/sessions')).items.length;
  const before = await sessions();
  await visitor.click('parley-account-menu .account');
  await visitor.clickWords('[mat-menu-item]', 'Sign out');
  await expect.poll(() => visitor.tab.read('location.pathname')).toBe('/sign-in');
  expect(await visitor.tab.read('document.cookie')).not.toContain('XSRF-TOKEN=');
  expect(await sessions()).toBe(before - 1);
});

test('What is written without a network goes out once, and what others wrote comes in', async ({ arrive }) => {
  const room = await roomOfTwo('Tunnel');
  const visitor = await arrive();
  await visitor.signIn(ada, `/rooms/${room.id}`);
  await visitor.send('Before the tunnel');
  await visitor.seesSent('Before the tunnel');
  visitor.network.cut();
  await visitor.send('In the tunnel');
  await visitor.sees('In the tunnel');
  await bob.sendMessage(room, 'Meanwhile');
  visitor.network.restore();
  await visitor.seesSent('In the tunnel');
  await visitor.sees('Meanwhile');
  await visitor.sees('Before the tunnel');
});

test('A picture is chosen, uploaded, sent and shown', async ({ arrive }) => {
  const room = await roomOfTwo('Gallery');
  const folder = mkdtempSync(join(tmpdir(), 'parley-other-'));
  const file = await picture('red.png', '#c0392b');
  writeFileSync(join(folder, file.name), file.buffer);
  const visitor = await arrive();
  await visitor.signIn(ada, `/rooms/${room.id}`);
  await visitor.shows('parley-attach-buttons input');
  await visitor.tab.chooseFile('parley-attach-buttons input', join(folder, file.name));
  await visitor.shows('parley-pending-file-list li', 1);
  await expect.poll(() => visitor.text()).not.toContain('uploaded');
  await visitor.send('Look at this');
  await visitor.seesSent('Look at this');
  await visitor.shows('parley-message-row img.loaded', 1);
  expect(
    await visitor.tab.read(`document.querySelector('parley-message-row img.loaded').naturalWidth`),
  ).toBeGreaterThan(0);
  rmSync(folder, { recursive: true });
});

test('A long room is read up to its beginning and down again, and new messages keep the end in sight', async ({
  arrive,
}) => {
  const room = await roomOfTwo('Logbook');
  await fillRoom(room, bob, ENTRIES);
  await ada.markRead(room);
  const visitor = await arrive();
  await visitor.signIn(ada, `/rooms/${room.id}`);
  await visitor.sees(`Entry ${ENTRIES}.`);
  for (let number = 1; number <= 5; number++) await bob.sendMessage(room, `Late ${number}`);
  await visitor.sees('Late 5');

  await expect
    .poll(
      async () => {
        await visitor.tab.wheel(SCROLLER, -3000);
        return visitor.text();
      },
      { timeout: 80_000, intervals: [50] },
    )
    .toContain('Entry 1.');
  await visitor.click('button.latest');
  await visitor.sees('Late 5');
  expect(await visitor.text()).not.toContain('Entry 1.');
});

test('Two tabs show a message once each, and the second goes on when the first closes', async ({ arrive }) => {
  const room = await roomOfTwo('Twins');
  const first = await arrive();
  await first.signIn(ada, `/rooms/${room.id}`);
  const second = await first.openTab(`/rooms/${room.id}`);
  await second.shows('parley-composer textarea');
  await bob.sendMessage(room, 'For both');
  for (const visitor of [first, second]) await visitor.sees('For both');
  await second.send('From the second');
  for (const visitor of [first, second]) await visitor.seesSent('From the second');
  await first.tab.close();
  await bob.sendMessage(room, 'For the one that is left');
  await second.sees('For the one that is left');
  await second.send('Still here');
  await second.seesSent('Still here');
});

for (const delayMs of [0, 40, 120])
  test(`A page that is left ${delayMs} ms after its load does not hold up the next one`, async ({ arrive }) => {
    const room = await roomOfTwo('Hurry');
    const visitor = await arrive();
    await visitor.signIn(ada, '/');
    await visitor.open('/');
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await visitor.open(`/rooms/${room.id}`);
    await visitor.send('In a hurry');
    await visitor.seesSent('In a hurry');
    await visitor.open(`/rooms/${room.id}`);
    await visitor.seesSent('In a hurry');
  });
