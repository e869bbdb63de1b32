import type { Locator } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { Account, newName, PASSWORD } from '../support/account.ts';
import { codeFor } from '../../support/mailbox.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';
import { nightlyUnless } from '../support/nightly.ts';

async function roomWithEveryContent(): Promise<{ reader: Account; path: string }> {
  const [reader, other] = [
    await Account.register('Ada Lovelace'),
    await Account.register('Konstantin Dudelsack-Schmidt'),
  ];
  const room = await other.createRoomWith([reader], 'A room whose name is so long that it has to be cut somewhere', {
    topic: 'What we do here, in more words than fit into one line of any screen that there is',
  });
  const question = await other.sendMessage(
    room,
    'Has anybody read https://example.org/a/very/long/address/that/does/not/end?',
  );
  await reader.sendMessage(
    room,
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft'.repeat(3),
  );
  await reader.sendMessage(room, 'Yes, I have.', question.id);
  const regret = await other.sendMessage(room, 'Never mind');
  await other.ask('DELETE', `/messages/${regret.id}`);
  const slip = await other.sendMessage(room, 'I mind');
  await other.ask('PATCH', `/messages/${slip.id}`, { body: 'I do mind. مرحبا 🙂' });
  const direct = await other.directRoomWith(reader);
  await other.sendMessage(direct, 'Between us');
  return { reader, path: `/rooms/${room.id}` };
}

for (const dark of [false, true]) {
  for (const size of [
    { width: 1280, height: 800 },
    { width: 320, height: 640 },
  ]) {
    const viewing = `${dark ? 'dark' : 'light'}, ${size.width} pixels wide`;
    const phone = size.width < 600;
    const mark = nightlyUnless(dark === phone);

    test(`Signing in is accessible: ${viewing}`, mark, async ({ arrive }) => {
      const ada = await arrive({ dark, size, phone });
      await ada.page.goto('/');
      await expect(ada.page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
      await expectAccessible(ada);
      await ada.page.getByRole('link', { name: 'Create account' }).click();
      await ada.page.getByRole('button', { name: 'Create account' }).click();
      await expect(ada.page.getByText('Please fill this in').first()).toBeVisible();
      await expectAccessible(ada);
      const name = newName('ada');
      await ada.page.getByRole('textbox', { name: 'Your name', exact: true }).fill(name);
      await ada.page.getByRole('textbox', { name: 'E-mail', exact: true }).fill(`${name}@example.org`);
      await ada.page.getByRole('textbox', { name: 'Password', exact: true }).fill(PASSWORD);
      await ada.page.getByRole('button', { name: 'Create account' }).click();
      await expect(ada.page.getByRole('textbox', { name: 'Code' })).toBeVisible();
      await expectAccessible(ada);
    });

    test(`Reading and writing are accessible: ${viewing}`, mark, async ({ arrive }) => {
      const { reader, path } = await roomWithEveryContent();
      const ada = await arrive({ dark, size, phone });
      await ada.signIn(reader, path);
      await ada.sees('I do mind');
      await expectAccessible(ada);
      await ada.page.getByRole('button', { name: 'Room details' }).click();
      await expect(ada.page.getByRole('button', { name: 'Copy code' })).toBeVisible();
      await expectAccessible(ada);
      for (const [tab, content] of [
        ['Members', 'list'],
        ['Files', 'group'],
        ['Search', 'search'],
      ] as const) {
        await ada.page.getByRole('tab', { name: tab }).click();
        await expect(ada.page.getByRole('tabpanel', { name: tab }).getByRole(content)).toBeVisible();
        await expectAccessible(ada);
      }
      await ada.page.getByRole('searchbox', { name: 'Search in this room' }).fill('I do');
      await expect(ada.page.getByRole('list', { name: 'What was found' }).getByRole('link').first()).toBeVisible();
      await expectAccessible(ada);
      await ada.page.getByRole('button', { name: 'Close details' }).click();
      await ada.openMenu('Yes, I have.');
      await expectAccessible(ada);
      await ada.page.keyboard.press('Escape');
      await ada.goToRoomList();
      await expect(ada.room(reader.name)).toHaveCount(0);
      await expect(ada.room('Konstantin Dudelsack-Schmidt')).toBeVisible();
      await expectAccessible(ada);
    });

    test(`Creating rooms is accessible: ${viewing}`, mark, async ({ arrive }) => {
      const { reader } = await roomWithEveryContent();
      const ada = await arrive({ dark, size, phone });
      await ada.signIn(reader);
      for (const what of ['New room', 'New direct message', 'Join with a code', 'Browse public rooms'] as const) {
        await ada.chooseNew(what);
        await expect(ada.page.getByRole('dialog', { name: what })).toBeVisible();
        await expect(ada.page.getByRole('dialog').locator('[aria-busy=true]')).toHaveCount(0);
        await expectAccessible(ada);
        await ada.page.keyboard.press('Escape');
        await expect(ada.page.getByRole('dialog')).toHaveCount(0);
      }
      await ada.page.getByRole('button', { name: /Account and settings/ }).click();
      await expect(ada.page.getByRole('menu')).toBeVisible();
      await expectAccessible(ada);
    });
  }
}

test('Everything works with the keyboard alone', async ({ arrive }) => {
  const ada = await arrive();
  const { keyboard } = ada.page;
  /** Presses Tab until an element with this role and name has the focus. */
  const tabTo = async (role: 'textbox' | 'button' | 'link' | 'searchbox' | 'radio', name: string | RegExp) => {
    const wanted = ada.page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) });
    await wanted.first().waitFor();
    for (let presses = 0; presses < 60; presses++) {
      if (await wanted.and(ada.page.locator(':focus')).count()) return;
      await keyboard.press('Tab');
    }
    throw new Error(`Sixty times Tab do not lead to the ${role} ${String(name)}`);
  };
  const name = newName('ada');
  await ada.page.goto('/');
  await tabTo('link', 'Create account');
  await keyboard.press('Enter');
  await expect(ada.page.getByRole('textbox', { name: 'Your name' })).toBeFocused();
  await keyboard.type(name);
  await tabTo('textbox', 'E-mail');
  await keyboard.type(`${name}@example.org`);
  await tabTo('textbox', 'Password');
  await keyboard.type(PASSWORD);
  await keyboard.press('Enter');
  await expect(ada.page.getByRole('textbox', { name: 'Code' })).toBeVisible();
  await tabTo('textbox', 'Code');
  await keyboard.type(await codeFor(`${name}@example.org`));

  await test.step('Create a room', async () => {
    await tabTo('button', 'New or join');
    await keyboard.press('Enter');
    await expect(ada.page.getByRole('menuitem', { name: 'Browse public rooms' })).toBeFocused();
    await keyboard.press('ArrowDown');
    await expect(ada.page.getByRole('menuitem', { name: 'New room' })).toBeFocused();
    await keyboard.press('Enter');
    await expect(ada.page.getByRole('dialog').getByRole('textbox', { name: 'Name' })).toBeFocused();
    await keyboard.type('Keys');
    await keyboard.press('Enter');
    await expect(ada.page.getByRole('heading', { name: 'Keys', level: 1 })).toBeVisible();
  });

  await test.step('Write, edit, delete', async () => {
    await expect(ada.composer).toBeFocused();
    await keyboard.type('Without a muose');
    await keyboard.press('Enter');
    await ada.seesSent('Without a muose');
    await keyboard.press('ArrowUp');
    await expect(ada.composer).toHaveValue('Without a muose');
    await expect(ada.composer).toBeFocused();
    await keyboard.press('Control+A');
    await keyboard.type('Without a mouse');
    await keyboard.press('Enter');
    await expect(ada.message('Without a mouse')).toContainText('(edited)');
    await expect(ada.composer).toBeFocused();
    await tabBack(ada, ada.page.getByRole('log'));
    await keyboard.press('ArrowUp');
    await expect(ada.message('Without a mouse')).toBeFocused();
    await keyboard.press('Enter');
    await expect(ada.page.getByRole('menuitem').first()).toBeFocused();
    await keyboard.press('End');
    await expect(ada.page.getByRole('menuitem', { name: 'Delete' })).toBeFocused();
    await keyboard.press('Enter');
    await tabTo('button', 'Delete');
    await keyboard.press('Enter');
    await ada.sees('This message was deleted');
  });

  await test.step('Another room', async () => {
    await tabTo('searchbox', 'Find rooms and messages');
    await keyboard.type('lob');
    await tabTo('link', /Lobby/);
    await keyboard.press('Enter');
    await expect(ada.page.getByRole('heading', { name: 'Lobby', level: 1 })).toBeVisible();
    await expect(ada.composer).toBeFocused();
  });
});

test('The focus stays where the user has put it, however long an answer takes', async ({ arrive }) => {
  const account = await Account.register('Ada');
  const room = await account.createRoom('Keys');
  const ada = await arrive();
  await ada.signIn(account, `/rooms/${room.id}`);
  await ada.sendMessage('Slow');
  await ada.seesSent('Slow');
  ada.network.loseAnswers();
  await ada.choose('Edit', 'Slow');
  await ada.composer.fill('Slower');
  await ada.composer.press('Enter');
  const filter = ada.page.getByRole('searchbox', { name: 'Find rooms and messages' });
  await filter.focus();
  ada.cutConnection();
  await expect(ada.page.getByText('The server cannot be reached.')).toBeVisible();
  await expect(filter).toBeFocused();
});

async function tabBack(person: Person, wanted: Locator): Promise<void> {
  const reached = wanted.and(person.page.locator(':focus'));
  for (let presses = 0; presses < 10 && !(await reached.count()); presses++)
    await person.page.keyboard.press('Shift+Tab');
  await expect(reached).toHaveCount(1);
}

test('Messages of others are announced; of a burst only the number', async ({ arrive }) => {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await adas.createRoomWith([bobs], 'Listening');
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${room.id}`);
  await expect(ada.composer).toBeFocused();
  const voice = ada.page.locator('.cdk-live-announcer-element');
  await expect(ada.page.getByRole('log')).toHaveAttribute('aria-live', 'off'); // or rows would be announced while scrolling
  await bobs.sendMessage(room, 'Can you hear me?');
  await expect(voice).toHaveText('Bob: Can you hear me?');
  await expect(voice).toHaveAttribute('aria-live', 'polite');

  await ada.sendMessage('Yes');
  await Promise.all(['One', 'Two', 'Three', 'Four', 'Five'].map((words) => bobs.sendMessage(room, words)));
  await expect(voice).toHaveText('5 new messages');
});
