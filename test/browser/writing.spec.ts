import { isAccessible } from './support/accessible.ts';
import { Account } from './support/account.ts';
import type { Person } from './support/person.ts';
import { expect, test } from './support/test.ts';

const MARKDOWN = [
  '# Release',
  '**Bold**, _soft_, ~~gone~~ and `code` for <b>everybody</b>, https://example.org.',
  '> A quote\n> of two lines',
  '- [x] written\n- [ ] read\n- a plain point',
  '| Part | State |\n| --- | ---: |\n| import | 17 min |\n| export | a very long cell that has to be broken somewhere |',
  '```ts\nconst answer: number = 42; // and a comment that is much longer than a phone is wide, so that it scrolls\nreturn answer;\n```',
].join('\n\n');

const suggestions = ({ page }: Person) => page.getByRole('listbox', { name: 'Suggestions' });
const last = ({ page }: Person) => page.getByRole('article').last().locator('parley-message-body');

async function aRoom(): Promise<{ ada: Account; bob: Account; path: string }> {
  const [ada, bob] = [await Account.open('Ada Lovelace'), await Account.open('Bob Builder')];
  const room = await ada.createRoomWith([bob], 'Workshop', { topic: 'What we make' });
  await bob.say(room, 'Hello');
  return { ada, bob, path: `/rooms/${room.id}` };
}

for (const look of [
  { dark: false, size: { width: 1280, height: 800 } },
  { dark: true, size: { width: 390, height: 844 }, phone: true },
  { dark: false, size: { width: 320, height: 640 }, phone: true },
]) {
  test(`Markdown is shown, ${look.dark ? 'dark' : 'light'}, ${look.size.width} pixels wide`, async ({ arrive }) => {
    const { ada, bob, path } = await aRoom();
    await bob.ask('POST', `/rooms/${path.slice(7)}/messages`, { clientId: crypto.randomUUID(), body: MARKDOWN });
    const reader = await arrive(look);
    await reader.signIn(ada, path);
    const body = last(reader);
    await expect(body.getByRole('heading', { name: 'Release' })).toBeVisible();
    await expect(body.locator('strong')).toHaveText('Bold');
    await expect(body.getByText('<b>everybody</b>')).toBeVisible();
    await expect(body.getByRole('link')).toHaveAttribute('href', 'https://example.org/');
    await expect(body.getByRole('checkbox', { name: 'Done' })).toBeChecked();
    await expect(body.getByRole('columnheader', { name: 'State' })).toBeVisible();
    await expect(body.locator('pre .keyword').first()).toHaveText('const');
    await isAccessible(reader);
    await body.getByRole('button', { name: 'Copy' }).click();
    await expect(body.getByText('Copied')).toBeVisible();
  });
}

test('While one types, people, rooms, emoji and commands are offered', async ({ arrive }) => {
  const { ada, bob, path } = await aRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  const { keyboard } = writer.page;
  await expect(writer.composer).toBeFocused();

  await test.step('A person, by the keys', async () => {
    await keyboard.type('Hi @bu');
    const options = suggestions(writer).getByRole('option');
    await expect(options).toHaveText([/Bob Builder/]);
    await expect(writer.composer).toHaveAttribute('aria-activedescendant', 'suggestion-0');
    await isAccessible(writer);
    await keyboard.press('Enter');
    await expect(writer.composer).toHaveValue(`Hi @${bob.username} `);
    await expect(suggestions(writer)).toHaveCount(0);
    await keyboard.type('look');
    await keyboard.press('Enter');
    await expect(last(writer).locator('.mention')).toHaveText(`@${bob.username}`);
  });

  await test.step('An emoji by its code, chosen or typed', async () => {
    await keyboard.type('Done :tad');
    await expect(suggestions(writer).getByRole('option').first()).toContainText(':tada:');
    await keyboard.press('Tab');
    await expect(writer.composer).toHaveValue('Done 🎉 ');
    await keyboard.type(':rocket: `:tada:`');
    await keyboard.press('Enter');
    await expect(last(writer)).toHaveText('Done 🎉 🚀 :tada:');
  });

  await test.step('A room, as a link', async () => {
    await keyboard.type('See #lob');
    await expect(suggestions(writer).getByRole('option').first()).toContainText('Lobby');
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await expect(last(writer).getByRole('link', { name: '#Lobby' })).toHaveAttribute('href', /^\/rooms\//);
  });

  await test.step('A command', async () => {
    await keyboard.type('/to');
    await expect(suggestions(writer).getByRole('option')).toHaveText([/\/topic/]);
    await keyboard.press('Tab');
    await keyboard.type('Only good things');
    await keyboard.press('Enter');
    // At once: what comes next must not become part of a command that is on its way.
    await keyboard.type('/shrug');
    await expect(writer.page.getByRole('log').getByText('changed the topic: Only good things')).toBeVisible();
    await keyboard.press('Escape');
    await expect(suggestions(writer)).toHaveCount(0);
    await keyboard.press('Enter');
    await expect(last(writer)).toHaveText('¯\\_(ツ)_/¯');
  });
});

test('Shortcuts mark, and a preview shows what will be seen', async ({ arrive }) => {
  const { ada, path } = await aRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const { keyboard } = writer.page;
  await keyboard.press('Control+B');
  await keyboard.type('loud');
  await expect(writer.composer).toHaveValue('**loud**');
  await writer.page.getByRole('button', { name: 'Preview' }).click();
  await expect(writer.page.getByRole('group', { name: 'Preview' }).locator('strong')).toHaveText('loud');
  await writer.page.mouse.move(0, 0); // the tip of a button is an animation
  await isAccessible(writer);
  await writer.page.getByRole('button', { name: 'Send message' }).click();
  await expect(last(writer).locator('strong')).toHaveText('loud');
  await expect(writer.composer).toHaveValue('');
  await expect(writer.composer).toBeFocused();
});

test('The Enter that ends a composed word sends nothing; Up takes the last message back into the field', async ({
  arrive,
}) => {
  const { ada, path } = await aRoom();
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
  test(`Any emoji can be written and put on a message, on a ${phone ? 'phone' : 'desktop'}`, async ({ arrive }) => {
    const { ada, path } = await aRoom();
    const writer = await arrive({ phone, dark: phone });
    await writer.signIn(ada, path);
    const picker = writer.page.getByRole('dialog', { name: 'Choose an emoji' });
    const search = picker.getByRole('searchbox', { name: 'Search emoji' });

    await writer.page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await expect(picker.getByRole('button', { name: 'grinning face', exact: true })).toBeVisible();
    await expect(search).toBeFocused();
    await writer.page.mouse.move(0, 0);
    await isAccessible(writer);
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
  });
}

test('A crowd is not called by mistake', async ({ arrive }) => {
  const { ada, path } = await aRoom();
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

test('What one was changing or answering is there again after another room and a reload', async ({ arrive }) => {
  const { ada, path } = await aRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  const { keyboard } = writer.page;
  const editing = writer.page.getByText('Editing your message');
  const answering = writer.page.getByText('Reply to Bob Builder: Hello');
  /** Where nothing waits to be sent. */
  const lookElsewhere = async () => {
    await writer.openRoom('Lobby');
    await expect(writer.composer).toHaveValue('');
    await expect(editing.or(answering)).toHaveCount(0);
    await writer.openRoom('Workshop');
  };
  await writer.say('First words');
  await writer.seesSent('First words');

  await writer.choose('Reply', 'Hello');
  await expect(answering).toBeVisible();
  await expect(writer.composer).toBeFocused();
  await keyboard.type('Good day');
  await lookElsewhere();
  await expect(answering).toBeVisible();
  await expect(writer.composer).toHaveValue('Good day');

  await writer.choose('Edit', 'First words');
  await expect(writer.composer).toHaveValue('First words');
  await expect(writer.composer).toBeFocused();
  await keyboard.type(' mended');
  await lookElsewhere();
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

test('What the composer does by itself can be undone', async ({ arrive }) => {
  const { ada, bob, path } = await aRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const { keyboard } = writer.page;
  await keyboard.type('Hi @bu');
  await expect(suggestions(writer)).toBeVisible();
  await keyboard.press('Enter');
  await expect(writer.composer).toHaveValue(`Hi @${bob.username} `);
  await keyboard.press('Control+Z');
  await expect(writer.composer).toHaveValue('Hi @bu');

  await writer.composer.fill('loud words');
  await writer.composer.press('Control+A');
  await keyboard.press('Control+B');
  await expect(writer.composer).toHaveValue('**loud words**');
  await keyboard.press('Control+Z');
  await expect(writer.composer).toHaveValue('loud words');
});

test('The composer helps with links, lists and code', async ({ arrive }) => {
  const { ada, path } = await aRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const { keyboard } = writer.page;
  await writer.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await writer.page.evaluate(`navigator.clipboard.writeText('https://example.org/plan')`);
  await keyboard.type('the plan');
  await keyboard.press('Control+A');
  await keyboard.press('Control+V');
  await expect(writer.composer).toHaveValue('[the plan](https://example.org/plan)');
  await keyboard.press('Enter');
  await expect(last(writer).getByRole('link', { name: 'the plan' })).toBeVisible();

  await keyboard.type('- milk');
  await keyboard.press('Shift+Enter');
  await keyboard.type('bread');
  await keyboard.press('Shift+Enter');
  await keyboard.press('Shift+Enter');
  await keyboard.type('```');
  await keyboard.press('Enter');
  await keyboard.type('42');
  await keyboard.press('Enter');
  await keyboard.type('```');
  await expect(writer.composer).toHaveValue('- milk\n- bread\n```\n42\n```');
  await keyboard.press('Enter');
  await expect(last(writer).getByRole('listitem')).toHaveText(['milk', 'bread']);
  await expect(last(writer).locator('pre')).toHaveText('42');
  await expect(writer.composer).toHaveValue('');
});

test('Selected words can be formatted by hand', async ({ arrive }) => {
  const { ada, path } = await aRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const { keyboard } = writer.page;
  const bar = writer.page.getByRole('toolbar', { name: 'Formatting' });
  await keyboard.type('plan');
  await expect(bar).toHaveCount(0);
  await keyboard.press('Control+A');
  await expect(bar).toBeVisible();
  await isAccessible(writer);
  await bar.getByRole('button', { name: 'Bold' }).click();
  await bar.getByRole('button', { name: 'Strikethrough' }).click();
  await expect(writer.composer).toHaveValue('**~~plan~~**');
  await bar.getByRole('button', { name: 'Strikethrough' }).click();
  await bar.getByRole('button', { name: 'Link' }).click();
  await expect(bar).toHaveCount(0);
  await keyboard.type('https://example.org');
  await expect(writer.composer).toHaveValue('**[plan](https://example.org)**');
});
