import { expectAccessible } from '../support/accessible.ts';
import { expect, test } from '../support/test.ts';
import { composerRoom, lastMessageBody, suggestions } from '../support/composer-room.ts';
import { nightlyUnless } from '../support/nightly.ts';

const MARKDOWN = [
  '# Release',
  '**Bold**, _soft_, ~~gone~~ and `code` for <b>everybody</b>, https://example.org.',
  '> A quote\n> of two lines',
  '- [x] written\n- [ ] read\n- a plain point',
  '| Part | State |\n| --- | ---: |\n| import | 17 min |\n| export | a very long cell that has to be broken somewhere |',
  '```ts\nconst answer: number = 42; // and a comment that is much longer than a phone is wide, so that it scrolls\nreturn answer;\n```',
].join('\n\n');

for (const viewing of [
  { dark: false, size: { width: 1280, height: 800 } },
  { dark: true, size: { width: 390, height: 844 }, phone: true },
  { dark: false, size: { width: 320, height: 640 }, phone: true },
]) {
  test(
    `Markdown is shown, ${viewing.dark ? 'dark' : 'light'}, ${viewing.size.width} pixels wide`,
    nightlyUnless(viewing.size.width !== 390),
    async ({ arrive }) => {
      const { ada, bob, path } = await composerRoom();
      await bob.ask('POST', `/rooms/${path.slice(7)}/messages`, { clientId: crypto.randomUUID(), body: MARKDOWN });
      const reader = await arrive(viewing);
      await reader.signIn(ada, path);
      const body = lastMessageBody(reader);
      await expect(body.getByRole('heading', { name: 'Release' })).toBeVisible();
      await expect(body.locator('strong')).toHaveText('Bold');
      await expect(body.getByText('<b>everybody</b>')).toBeVisible();
      await expect(body.getByRole('link')).toHaveAttribute('href', 'https://example.org/');
      await expect(body.getByRole('checkbox', { name: 'Done' })).toBeChecked();
      await expect(body.getByRole('columnheader', { name: 'State' })).toBeVisible();
      await expect(body.locator('pre .keyword').first()).toHaveText('const');
      await expectAccessible(reader);
      const isLong = viewing.size.width < 390;
      const more = reader.page.getByRole('button', { name: 'Show more' });
      await expect(more).toHaveCount(isLong ? 1 : 0);
      if (isLong) await more.click();
      await body.getByRole('button', { name: 'Copy' }).click();
      await expect(body.getByText('Copied')).toBeVisible();
    },
  );
}

test('Shortcuts format, and a preview shows the result', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
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
  await expectAccessible(writer);
  await writer.page.getByRole('button', { name: 'Send message' }).click();
  await expect(lastMessageBody(writer).locator('strong')).toHaveText('loud');
  await expect(writer.composer).toHaveValue('');
  await expect(writer.composer).toBeFocused();
});

test('Automatic changes of the composer can be undone', async ({ arrive }) => {
  const { ada, bob, path } = await composerRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const { keyboard } = writer.page;
  await keyboard.type('Hi @bu');
  await expect(suggestions(writer)).toBeVisible();
  await keyboard.press('Enter');
  // By the user name where this device knows another Bob Builder.
  await expect(writer.composer).toHaveValue(new RegExp(`^Hi @(${bob.name}|${bob.username}) $`));
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
  const { ada, path } = await composerRoom();
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
  await expect(lastMessageBody(writer).getByRole('link', { name: 'the plan' })).toBeVisible();

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
  await expect(lastMessageBody(writer).getByRole('listitem')).toHaveText(['milk', 'bread']);
  await expect(lastMessageBody(writer).locator('pre')).toHaveText('42');
  await expect(writer.composer).toHaveValue('');
});

test('Selected text can be formatted with the toolbar', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const writer = await arrive();
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const { keyboard } = writer.page;
  const bar = writer.page.getByRole('toolbar', { name: 'Formatting' });
  await keyboard.type('plan');
  await expect(bar).toHaveCount(0);
  await keyboard.press('Control+A');
  await expect(bar).toBeVisible();
  await expectAccessible(writer);
  await bar.getByRole('button', { name: 'Bold' }).click();
  await bar.getByRole('button', { name: 'Strikethrough' }).click();
  await expect(writer.composer).toHaveValue('**~~plan~~**');
  await bar.getByRole('button', { name: 'Strikethrough' }).click();
  await bar.getByRole('button', { name: 'Link' }).click();
  await expect(bar).toHaveCount(0);
  await keyboard.type('https://example.org');
  await expect(writer.composer).toHaveValue('**[plan](https://example.org)**');
});

test('What is pasted keeps its formatting; a long text is offered as a file', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const writer = await arrive();
  await writer.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await writer.signIn(ada, path);
  await expect(writer.composer).toBeFocused();
  const paste = async (parts: Record<string, string>): Promise<void> => {
    await writer.page.evaluate(`navigator.clipboard.write([new ClipboardItem(Object.fromEntries(
      Object.entries(${JSON.stringify(parts)}).map(([type, text]) => [type, new Blob([text], { type })]),
    ))])`);
    await writer.page.keyboard.press('Control+V');
  };
  await writer.page.keyboard.type('See: ');
  await paste({
    'text/plain': 'the plan and bold',
    'text/html': '<p><a href="https://e.example/plan">the plan</a> and <b>bold</b></p>',
  });
  await expect(writer.composer).toHaveValue('See: [the plan](https://e.example/plan) and **bold**');
  await writer.page.keyboard.press('Control+Z');
  await expect(writer.composer).toHaveValue('See: ');

  const log = Array.from({ length: 60 }, (_, index) => `${index} GET /health 200`).join('\n');
  await paste({ 'text/plain': log });
  await expect(writer.composer).toHaveValue(`See: ${log}`);
  await expect(writer.page.getByText('Long text pasted: 60 lines')).toBeVisible();
  await expectAccessible(writer);
  await writer.page.getByRole('button', { name: 'Attach as a file' }).click();
  await expect(writer.composer).toHaveValue('See: ');
  await expect(writer.page.getByText('Long text pasted: 60 lines')).toHaveCount(0);
  await expect(writer.page.getByText('Pasted text.txt')).toBeVisible();
  const send = writer.page.getByRole('button', { name: 'Send message' });
  await expect(send).toBeEnabled();
  await send.click();
  await expect(lastMessageBody(writer)).toHaveText('See:');
  await expect(writer.page.getByText('Pasted text.txt')).toBeVisible();

  await paste({ 'text/plain': log });
  await writer.page.getByRole('button', { name: 'Keep as text' }).click();
  await expect(writer.page.getByText('Long text pasted: 60 lines')).toHaveCount(0);
  await expect(writer.composer).toHaveValue(log);
});

test('A spoiler shows its words when it is asked for; Shift and Up answer the last message', async ({ arrive }) => {
  const { ada, bob, path } = await composerRoom();
  const room = path.slice(7);
  const say = (body: string) => bob.ask('POST', `/rooms/${room}/messages`, { clientId: crypto.randomUUID(), body });
  await say('It was ||the **butler** himself||, of course');
  const reader = await arrive();
  await reader.signIn(ada, path);
  const body = lastMessageBody(reader);
  const spoiler = body.getByRole('button', { name: 'Show spoiler' });
  await expect(spoiler).toBeVisible();
  await expect(body.getByText('himself')).toBeHidden();
  await expect(reader.page.getByRole('navigation').getByText('It was ▒ spoiler, of course')).toBeVisible();
  await expectAccessible(reader);
  await spoiler.focus();
  await reader.page.keyboard.press('Enter');
  await expect(body.getByText('himself')).toBeVisible();
  await expect(body.locator('strong')).toHaveText('butler');
  await expect(spoiler).toHaveCount(0);

  await reader.composer.press('Shift+ArrowUp');
  await expect(reader.page.getByText(`Reply to ${bob.name}: It was ▒ spoiler, of course`)).toBeVisible();
  await expect(reader.composer).toBeFocused();
});
