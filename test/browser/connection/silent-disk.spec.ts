import { expect, test } from '../support/test.ts';
import { aWorkshop } from '../support/workshop.ts';

/** Runs in the page: each database waits for another one to be let go, which never happens. */
const HELD = `{
  const open = IDBFactory.prototype.open;
  open.call(indexedDB, 'held', 1);
  IDBFactory.prototype.open = () => open.call(indexedDB, 'held', 2);
}`;

test('Where the disk never answers, what is written goes out all the same', async ({ arrive }) => {
  const { ada, path } = await aWorkshop();
  const writer = await arrive();
  await writer.context.addInitScript(HELD);
  await writer.signIn(ada, path);
  for (const words of ['One', 'Two', 'Three']) await writer.say(words);
  for (const words of ['One', 'Two', 'Three']) await writer.seesSent(words);

  await writer.loseNetwork();
  await writer.say('Without a network');
  await expect(writer.message('Without a network')).toBeVisible();
  await writer.regainNetwork();
  await writer.retryNow();
  await writer.seesSent('Without a network');
});
