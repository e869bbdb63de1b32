import { expect, test } from '../support/test.ts';
import { composerRoom } from '../support/composer-room.ts';

/** Runs in the page: each database waits for another that never closes. */
const BLOCKED_DATABASES = `{
  const open = IDBFactory.prototype.open;
  open.call(indexedDB, 'held', 1);
  IDBFactory.prototype.open = () => open.call(indexedDB, 'held', 2);
}`;

test('Where IndexedDB never answers, messages are sent all the same', async ({ arrive }) => {
  const { ada, path } = await composerRoom();
  const writer = await arrive();
  await writer.context.addInitScript(BLOCKED_DATABASES);
  await writer.signIn(ada, path);
  for (const words of ['One', 'Two', 'Three']) await writer.sendMessage(words);
  for (const words of ['One', 'Two', 'Three']) await writer.seesSent(words);

  await writer.loseNetwork();
  await writer.sendMessage('Without a network');
  await expect(writer.message('Without a network')).toBeVisible();
  await writer.regainNetwork();
  await writer.retryNow();
  await writer.seesSent('Without a network');
});
