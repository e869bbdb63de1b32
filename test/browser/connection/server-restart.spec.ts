import { randomBytes } from 'node:crypto';
import { freePort } from '../../../deploy/local/port.mjs';
import { createDatabase } from '../../support/services/services.mjs';
import { Account } from '../support/account.ts';
import { startOwnServer } from '../support/own-server.ts';
import { allSee, expectSameConversation } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

test('The server restarts while both write: nothing is lost or duplicated', async ({ arrive }) => {
  const settings = {
    PORT: String(await freePort()),
    SECRET_KEY: randomBytes(32).toString('base64url'),
    DATABASE_URL: await createDatabase(
      process.env.TEST_DATABASE_URL ?? '',
      `restart_${randomBytes(4).toString('hex')}`,
    ),
  };
  let server = await startOwnServer(settings);
  try {
    const { url } = server;
    const [adas, bobs] = [await Account.register('Ada', url), await Account.register('Bob', url)];
    const room = await adas.createRoomWith([bobs], 'Observatory');
    const [ada, bob] = [await arrive({ url }), await arrive({ url, phone: true, dark: true })];
    const both = [ada, bob];
    await ada.signIn(adas, `/rooms/${room.id}`);
    await bob.signIn(bobs, `/rooms/${room.id}`);
    await ada.sendMessage('Look up');
    await bob.seesSent('Look up');

    for (const person of both) person.allowNetworkErrors();
    await server.close();
    for (const { page } of both) await expect(page.getByText('No connection.')).toBeVisible();
    for (const words of ['Ada 1', 'Ada 2']) await ada.sendMessage(words);
    for (const words of ['Bob 1', 'Bob 2']) await bob.sendMessage(words);
    await expect(ada.page.getByText('Sending …')).toHaveCount(2);

    server = await startOwnServer(settings);
    await ada.retryNow();
    // Bob does nothing: the client reconnects by itself, after 15 seconds at most.
    await expect(ada.message('Bob 2')).toBeVisible({ timeout: 30_000 });
    for (const words of ['Ada 1', 'Ada 2', 'Bob 1', 'Bob 2']) await allSee(both, words);
    await expectSameConversation(ada, bob);
    expect(await ada.conversation()).toHaveLength(5);
    for (const { page } of both) await expect(page.getByText('No connection.')).toHaveCount(0);
  } finally {
    await server.close();
  }
});
