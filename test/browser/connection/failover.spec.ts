import { migrate } from '../../failover/support/migrate-built.ts';
import { MovableProxy } from '../../failover/support/movable-proxy.ts';
import { PostgresPair } from '../../failover/support/postgres-pair.ts';
import { removeFolder, sharedFolder } from '../../failover/support/shared-folder.ts';
import { startOwnServer } from '../support/own-server.ts';
import { PASSWORD } from '../support/account.ts';
import { allSee, type BrowserOptions, type Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const FAILOVER_MS = 40_000;

/** Without the mark that only the author sees. */
const bodies = ({ page }: Person) => page.locator('article parley-message-body').allInnerTexts();

test('What a failover has lost comes back from its author, once, and what is shown meanwhile is true', async ({
  arrive,
}) => {
  test.setTimeout(240_000);
  const folder = sharedFolder();
  const pair = await PostgresPair.start(folder, migrate);
  const proxy = await MovableProxy.open(pair.primary.port);
  const address = pair.primary.url.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${proxy.port}`);
  const server = await startOwnServer({ DATABASE_URL: address });
  try {
    const { url } = server;
    const [a, b] = [
      await arrive({ url, size: { width: 1440, height: 900 } }),
      await arrive({ url, phone: true, dark: true }),
    ];
    await a.register('ada');
    await b.register('bob');
    const phone = await anotherDevice({ phone: true });
    const everybody = [a, b, phone];
    for (const person of everybody) await person.openRoom('Lobby');
    await a.sendMessage('Everybody keeps this');
    await allSee(everybody, 'Everybody keeps this');
    await pair.caughtUp();
    await pair.pauseReplication();
    await a.sendMessage('The database forgets this');
    await allSee(everybody, 'The database forgets this');
    await phone.sendMessage('It forgets what the phone said');
    await allSee(everybody, 'It forgets what the phone said');

    for (const person of everybody) person.allowNetworkErrors();
    // What the database lacks is asked for, and not found.
    for (const device of [a, phone]) device.allowError(/404 \(Not Found\).*\/api\/v1\/messages\//);
    // The first question may reach a node that is not back yet.
    await a.page.route('**/api/v1/messages/*', (route) => route.fulfill({ status: 503 }), { times: 1 });
    await test.step('Meanwhile nothing is called sent that is not', async () => {
      await pair.primary.kill();
      await a.sendMessage('Written meanwhile');
      await expect(a.message('Written meanwhile')).toContainText('Sending');
      await b.sees('The database forgets this');
      await expect(a.page.getByRole('alert')).toHaveCount(0);
      await screenshot('meanwhile');
    });

    await pair.promote();
    proxy.moveTo(pair.primary.port);
    await test.step('All end with the same list, in which it stands once, and is marked', async () => {
      for (const person of everybody) {
        await expect(person.message('Written meanwhile')).toHaveCount(1, { timeout: FAILOVER_MS });
        await expect(person.message('Written meanwhile')).not.toContainText('Sending', { timeout: FAILOVER_MS });
        for (const lost of ['The database forgets this', 'It forgets what the phone said'])
          await expect(person.message(lost)).toHaveCount(1, { timeout: FAILOVER_MS });
        await person.seesSent('The database forgets this');
        await person.seesSent('It forgets what the phone said');
      }
      await expect(a.message('The database forgets this')).toContainText('sent again after a failure of the server');
      await expect(phone.message('It forgets what the phone said')).toContainText('sent again after a failure');
      for (const other of [b, phone])
        await expect(async () => expect(await bodies(a)).toEqual(await bodies(other))).toPass();
      const said = (await bodies(b)).join('\n');
      expect(said).toMatch(/Everybody keeps this[^]*The database forgets this[^]*Written meanwhile/);
      await screenshot('afterwards');
    });

    await test.step('The page of the server says when it was', async () => {
      await a.page.goto('/admin/server');
      await expect(a.page.getByRole('listitem').filter({ hasText: 'Last failover to a standby' })).toHaveCount(1);
      const shots = process.env.SCREENS;
      if (!shots) return;
      for (const [name, more] of [
        ['1440', { size: { width: 1440, height: 1000 } }],
        ['390', { phone: true }],
      ] as const) {
        const german = await anotherDevice({ ...more, language: 'de-DE' });
        await german.page.goto('/admin/server');
        await german.page.locator('.dot').first().waitFor();
        await german.page.screenshot({ path: `${shots}/failover-server-${name}.png` });
      }
    });

    /** Of the author. */
    async function anotherDevice(options: BrowserOptions): Promise<Person> {
      const device = await arrive({ url, dark: true, ...options });
      const credentials = { login: a.name, password: PASSWORD };
      await device.context.request.post('/api/v1/auth/login', { data: credentials, failOnStatusCode: true });
      await device.page.goto('/');
      return device;
    }

    async function screenshot(moment: string): Promise<void> {
      const shots = process.env.SCREENS;
      if (!shots) return;
      await a.page.screenshot({ path: `${shots}/failover-${moment}-1440.png` });
      await phone.page.screenshot({ path: `${shots}/failover-${moment}-390.png` });
    }
  } finally {
    await server.close();
    await proxy.close();
    await pair.stop();
    removeFolder(folder);
  }
});
