import { expectAccessible } from '../support/accessible.ts';
import { expect, test } from '../support/test.ts';
import { composerRoom, lastMessageBody, suggestions } from '../support/composer-room.ts';
import { nightlyUnless } from '../support/nightly.ts';

test('The composer suggests people, rooms, emoji and commands while typing', async ({ arrive }) => {
  const { ada, bob, path } = await composerRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  const { keyboard } = writer.page;
  await expect(writer.composer).toBeFocused();

  await test.step('A person, with the keyboard', async () => {
    await keyboard.type('Hi @bu');
    const options = suggestions(writer).getByRole('option');
    await expect(options).toHaveText([/Bob Builder/]);
    await expect(writer.composer).toHaveAttribute('aria-activedescendant', 'suggestion-0');
    await expectAccessible(writer);
    await keyboard.press('Enter');
    await expect(writer.composer).toHaveValue(new RegExp(`^Hi @(${bob.name}|${bob.username}) $`));
    await expect(suggestions(writer)).toHaveCount(0);
    await keyboard.type('look');
    await keyboard.press('Enter');
    await expect(lastMessageBody(writer).locator('.mention')).toHaveText(`@${bob.name}`);
  });

  await test.step('An emoji by its code, chosen or typed', async () => {
    await keyboard.type('Done :tad');
    await expect(suggestions(writer).getByRole('option').first()).toContainText(':tada:');
    await keyboard.press('Tab');
    await expect(writer.composer).toHaveValue('Done 🎉 ');
    await keyboard.type(':rocket: `:tada:`');
    await keyboard.press('Enter');
    await expect(lastMessageBody(writer)).toHaveText('Done 🎉 🚀 :tada:');
  });

  await test.step('A room, as a link', async () => {
    await keyboard.type('See #lob');
    await expect(suggestions(writer).getByRole('option').first()).toContainText('Lobby');
    await keyboard.press('Enter');
    await expect(writer.composer).toHaveValue('See #Lobby ');
    await keyboard.press('Enter');
    await expect(lastMessageBody(writer).getByRole('link', { name: '#Lobby' })).toHaveAttribute('href', /^\/rooms\//);
  });

  await test.step('A command', async () => {
    await keyboard.type('/to');
    await expect(suggestions(writer).getByRole('option')).toHaveText([/\/topic/]);
    await keyboard.press('Tab');
    await keyboard.type('Only good things');
    await keyboard.press('Enter');
    // Without waiting: the next input must not become part of a command that is in flight.
    await keyboard.type('/shrug');
    await expect(writer.page.getByRole('log').getByText('changed the topic: Only good things')).toBeVisible();
    await keyboard.press('Escape');
    await expect(suggestions(writer)).toHaveCount(0);
    await keyboard.press('Enter');
    await expect(lastMessageBody(writer)).toHaveText('¯\\_(ツ)_/¯');
  });
});

test('The Enter that ends a composed word sends nothing; Up edits the last message', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const inputMethod = await writer.context.newCDPSession(writer.page);
  await inputMethod.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
  await expect(writer.composer).toHaveValue('にほん');
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 }; // as input methods pass it on
  await inputMethod.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter });
  await inputMethod.send('Input.insertText', { text: '日本' });
  await expect(writer.composer).toHaveValue('日本');
  await writer.page.keyboard.press('Enter');
  await writer.seesSent('日本');
  await expect(writer.message('にほん')).toHaveCount(0);

  await writer.page.keyboard.press('ArrowUp');
  await expect(writer.composer).toHaveValue('日本');
  await expect(writer.page.getByText('Editing')).toBeVisible();
  await writer.page.keyboard.type(' 🎌');
  await writer.page.keyboard.press('Enter');
  await writer.seesSent('日本 🎌');
  await expect(writer.message('日本')).toContainText('edited');
});

for (const phone of [false, true]) {
  test(
    `Any emoji can be written and put on a message, on a ${phone ? 'phone' : 'desktop'}`,
    nightlyUnless(phone),
    async ({ arrive }) => {
      const { ada, path } = await composerRoom();
      const writer = await arrive({ phone, dark: phone });
      await writer.signIn(ada, path);
      const picker = writer.page.getByRole('dialog', { name: 'Choose an emoji' });
      const search = picker.getByRole('searchbox', { name: 'Search emoji' });

      await writer.page.getByRole('button', { name: 'Emoji', exact: true }).click();
      await expect(picker.getByRole('button', { name: 'grinning face', exact: true })).toBeVisible();
      await expect(search).toBeFocused();
      await writer.page.mouse.move(0, 0);
      await expectAccessible(writer);
      await search.fill('otter');
      await picker.getByRole('button', { name: 'otter' }).click();
      await expect(writer.composer).toHaveValue('🦦');

      await writer.openMenu('Hello');
      if (!phone) await writer.page.getByRole('menuitem', { name: 'React' }).click();
      await writer.page.getByRole(phone ? 'button' : 'menuitem', { name: 'Another emoji' }).click();
      await expect(
        picker.getByRole('region', { name: 'Last used' }).getByRole('button', { name: 'otter' }),
      ).toBeVisible();
      await search.fill('thumbs up');
      await picker.getByRole('radio', { name: 'Skin tone 3' }).click();
      await search.press('Enter');
      await expect(writer.message('Hello').getByRole('button', { name: '👍🏽 1: You reacted' })).toBeVisible();

      await writer.page.getByRole('button', { name: 'Emoji', exact: true }).click();
      await expect(search).toBeFocused();
      await search.press('Escape');
      await expect(picker).toHaveCount(0);
    },
  );
}

test('A mention of the whole room asks for confirmation', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const guests = Array.from({ length: 20 }, (_, number) => `crowd${number}_${Date.now() % 100000}`);
  const room = { code: (await ada.ask<{ code: string }>('GET', path)).code };
  for (const username of guests) {
    const guest = await fetch(`${process.env.PARLEY_URL}/api/v1/auth/guest`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username }),
    });
    const { accessToken } = (await guest.json()) as { accessToken: string };
    await fetch(`${process.env.PARLEY_URL}/api/v1/rooms/join`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${accessToken}` },
      body: JSON.stringify(room),
    });
  }
  const writer = await arrive();
  await writer.signIn(ada, path);
  await writer.composer.fill('@room lunch');
  await writer.composer.press('Enter');
  const question = writer.page.getByRole('dialog', { name: 'Notify everybody?' });
  await expect(question).toContainText('22 people');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(question).toHaveCount(0);
  await expect(writer.composer).toHaveValue('@room lunch');
  await writer.composer.press('Enter');
  await question.getByRole('button', { name: 'Send' }).click();
  await writer.seesSent('lunch');
  await expect(writer.composer).toHaveValue('');
});

test('An edit and a reply are there again after another room and a reload', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  const { keyboard } = writer.page;
  const editing = writer.page.getByText('Editing your message');
  const answering = writer.page.getByText('Reply to Bob Builder: Hello');
  /** Opens a room without a draft, and comes back. */
  const visitOtherRoom = async () => {
    await writer.openRoom('Lobby');
    await expect(writer.composer).toHaveValue('');
    await expect(editing.or(answering)).toHaveCount(0);
    await writer.openRoom('Workshop');
  };
  await writer.sendMessage('First words');
  await writer.seesSent('First words');

  await writer.choose('Reply', 'Hello');
  await expect(answering).toBeVisible();
  await expect(writer.composer).toBeFocused();
  await keyboard.type('Good day');
  await visitOtherRoom();
  await expect(answering).toBeVisible();
  await expect(writer.composer).toHaveValue('Good day');

  await writer.choose('Edit', 'First words');
  await expect(writer.composer).toHaveValue('First words');
  await expect(writer.composer).toBeFocused();
  await keyboard.type(' mended');
  await visitOtherRoom();
  await expect(editing).toBeVisible();
  await expect(writer.composer).toHaveValue('First words mended');
  await writer.page.reload();
  await expect(editing).toBeVisible();
  await expect(writer.composer).toHaveValue('First words mended');

  await writer.composer.press('Escape');
  await expect(writer.composer).toHaveValue('Good day');
  await writer.page.getByRole('button', { name: 'Undo' }).click();
  await expect(writer.composer).toHaveValue('First words mended');
  await writer.composer.press('Enter');
  await writer.seesSent('First words mended');

  await expect(answering).toBeVisible();
  await expect(writer.composer).toHaveValue('Good day');
  await writer.composer.press('Enter');
  await expect(writer.message('Good day').getByRole('button', { name: /Hello/ })).toBeVisible();
  await expect(writer.composer).toHaveValue('');
  await writer.page.reload();
  await writer.seesSent('Good day');
  await expect(answering.or(editing)).toHaveCount(0);
});

test('Pressed twice on a slow device, Send sends once', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const devtools = await writer.context.newCDPSession(writer.page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const send = await writer.page.getByRole('button', { name: 'Send message' }).boundingBox();
  if (!send) throw new Error('Nothing to click');
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  /** Without waiting for the page between the two: it handles both later. */
  const twice = async (gap: number, press: () => Promise<unknown>) => {
    const first = press();
    await pause(gap);
    await Promise.all([first, press()]);
  };
  const enter = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
  const pressEnter = () =>
    Promise.all([
      devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', ...enter }),
      devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter }),
    ]);
  const at = { x: send.x + send.width / 2, y: send.y + send.height / 2, button: 'left' as const };
  const click = (clickCount: number) =>
    Promise.all([
      devtools.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at, clickCount }),
      devtools.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at, clickCount }),
    ]);
  const sentOnce = async (words: string) => {
    await writer.seesSent(words);
    await pause(300);
    await writer.seesSent(words);
    await expect(writer.composer).toHaveValue('');
  };

  for (const gap of [30, 60, 100]) {
    const words = `Clicked twice within ${gap}`;
    await writer.composer.fill(words);
    let count = 0;
    await twice(gap, () => click(++count));
    await sentOnce(words);
  }
  await writer.composer.focus();
  for (const gap of [0, 10, 20, 80]) {
    const words = `Entered twice within ${gap}`;
    await writer.composer.fill(words);
    await twice(gap, pressEnter);
    await sentOnce(words);
  }
  for (let turn = 1; turn <= 3; turn++) {
    const words = `Entered while the page is busy ${turn}`;
    await writer.composer.fill(words);
    await writer.page.evaluate('void setTimeout(() => { const end = Date.now() + 250; while (Date.now() < end); })');
    await twice(20, pressEnter);
    await sentOnce(words);
  }
});

test('Emoji codes in addresses stay; a pasted code becomes an emoji though the list was never opened', async ({
  arrive,
}) => {
  const { ada, path } = await composerRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  const address = 'https://firma.sharepoint.com/:x:/r/sites/Team/Zahlen.xlsx';
  await writer.sendMessage(`:tada: ${address} \`:x:\``);
  await expect(lastMessageBody(writer)).toHaveText(`🎉 ${address} :x:`);
  await expect(lastMessageBody(writer).getByRole('link')).toHaveAttribute('href', address);
  await writer.sendMessage('/me waves :wave:');
  await expect(lastMessageBody(writer)).toHaveText('waves 👋');
});
