import type { Message } from '../../../src/timeline/message.dto.ts';
import { Account } from '../support/account.ts';
import { expectAccessible } from '../support/accessible.ts';
import { expect, test } from '../support/test.ts';

test('Markdown is drawn as the server reads it', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register('عدنان')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  const name = ada.username;
  const bodies = [
    '1986. A great year\n1. for lists\n123456789. of all lengths',
    `_hi @${name}_, 你好@${name}. \`@${name}\` https://example.org/?via=@${name} npm i @${name}/pkg`,
    'C:\\_tmp\\_x \\\\server\\share ¯\\_(ツ)_/¯ \\*plain\\*',
    'Best regards\n--\nAda',
    '[https://bank.example](https://evil.example) [the plan](https://docs.example/plan) https://www.аррӏе.com',
    `Z${'\u0301'.repeat(300)}a${'\u030d'.repeat(300)}`,
    '> quoted\n\n| a | b |\n|---|---|\n| **1** | `2` |',
  ];
  const sent: Message[] = [];
  for (const body of bodies) sent.push(await bob.sendMessage(room, body));
  await bob.ask('PATCH', `/messages/${sent.at(-1)?.id}`, { body: bodies.at(-1)?.replace('2', '3') });

  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  const bodyOf = (index: number) => reader.page.getByRole('article').nth(index).locator('parley-message-body');

  await test.step('Numbers stand as they were typed, inside the conversation', async () => {
    const items = bodyOf(0).locator('li');
    for (const [index, value] of ['1986', '1', '123456789'].entries())
      await expect(items.nth(index)).toHaveAttribute('value', value);
    const [list, text] = [await bodyOf(0).locator('ol').boundingBox(), await items.last().locator('p').boundingBox()];
    expect((text?.x ?? 0) - (list?.x ?? 0)).toBeGreaterThan(80);
  });

  await test.step('Mentions are those of the server', async () => {
    await expect(bodyOf(1).locator('.mention')).toHaveText(['@Ada Lovelace', '@Ada Lovelace']);
    await expect(bodyOf(1).locator('.mention').first()).toHaveAttribute('title', `@${name}`);
    expect(sent[1]?.mentions).toEqual([ada.id]);
  });

  await test.step('Backslashes and lines stay', async () => {
    await expect(bodyOf(2)).toHaveText('C:\\_tmp\\_x \\\\server\\share ¯\\_(ツ)_/¯ *plain*');
    await expect(bodyOf(3).getByRole('heading')).toHaveCount(0);
  });

  await test.step('Links say where they lead', async () => {
    await expect(bodyOf(4).getByRole('link')).toHaveText([
      'https://evil.example/',
      'the plan',
      'https://www.xn--80ak6aa92e.com',
    ]);
    await expect(bodyOf(4).getByRole('link', { name: 'the plan' })).toHaveAttribute(
      'title',
      'https://docs.example/plan',
    );
  });

  await test.step('Stacked marks stay in their row', async () => {
    await expect(bodyOf(5)).toHaveCSS('overflow-y', 'clip');
  });

  await test.step('An edit is said below what is no paragraph', async () => {
    const [body, mark] = [await bodyOf(6).boundingBox(), await reader.page.locator('.edited').boundingBox()];
    expect(mark?.y ?? 0).toBeGreaterThanOrEqual((body?.y ?? 0) + (body?.height ?? 0) - 2);
  });

  await test.step('Names turn nothing round', async () => {
    const notice = reader.page.getByRole('log').locator('p').filter({ hasText: 'joined' });
    await expect(notice.locator('bdi').first()).toHaveText('عدنان');
  });
  await expectAccessible(reader);
});
