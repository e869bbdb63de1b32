import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

const { SCREENS } = process.env;
const picture = async ({ page }: Person, name: string) => {
  if (SCREENS) await page.screenshot({ path: `${SCREENS}/calls-${name}.png` });
};

/** A page that says by which name a person is let in, and what it knows of the page that has opened it. */
const MEETING = `<!doctype html><meta charset="utf-8"><title>Meeting</title><h1></h1><p></p><script>
  const claims = JSON.parse(atob(new URL(location.href).searchParams.get('jwt').split('.')[1].replaceAll('-', '+').replaceAll('_', '/')));
  document.querySelector('h1').textContent = claims.context.user.name + ' is in ' + (location.pathname === '/' + claims.room);
  document.querySelector('p').textContent = JSON.stringify({ opener: window.opener, referrer: document.referrer });
</script>`;

async function serveMeetings(): Promise<{ server: Server; origin: string }> {
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(MEETING));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** The tab that a press opens, once it shows the meeting. */
async function meetingBy({ page, context }: Person, button: string): Promise<Page> {
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: button }).click();
  const tab = await opened;
  await expect(tab.getByText('{"opener":null,"referrer":""}')).toBeVisible();
  return tab;
}

test('Two people call each other, each by a link of their own', async ({ startServer, arrive }) => {
  test.slow(); // an own server, and two registrations
  const { server, origin } = await serveMeetings();
  const { url } = await startServer({
    CALL_URL: `${origin}/{room}`,
    CALL_JWT_APP: 'parley',
    CALL_JWT_SECRET: 'a secret of the tests alone',
  });
  const [adas, bobs] = [await Account.register('Ada Lovelace', url), await Account.register('Bob Bell', url)];
  const direct = await adas.directRoomWith(bobs);
  const [ada, bob] = [await arrive({ url }), await arrive({ url, phone: true, dark: true, language: 'de-DE' })];
  for (const person of [ada, bob]) person.allowError(new RegExp(`asks ${origin}/`));
  await bob.signIn(bobs, '/rooms');
  await ada.signIn(adas, `/rooms/${direct.id}`);
  await expect(bob.page.getByRole('link', { name: /Lobby/ })).toBeVisible();

  const adasTab = await meetingBy(ada, 'Start a call');
  await expect(adasTab.getByRole('heading', { name: 'Ada Lovelace is in true' })).toBeVisible();
  await expect(bob.page.getByText('Ada Lovelace ruft an')).toBeVisible();
  await picture(bob, 'ring-phone-dark');
  const bobsTab = await meetingBy(bob, 'Anruf beitreten');
  await expect(bobsTab.getByRole('heading', { name: 'Bob Bell is in true' })).toBeVisible();
  expect(new URL(bobsTab.url()).pathname).toBe(new URL(adasTab.url()).pathname);

  // The word in the room lets in as well, also after a reload.
  await bob.page.goto(`${url}/rooms/${direct.id}`);
  await expect(bob.page.getByRole('log').getByText('Ada Lovelace hat einen Anruf gestartet')).toBeVisible();
  await expectAccessible(bob);
  await picture(bob, 'room-phone-dark');
  await meetingBy(bob, 'Anruf beitreten');
  await expect(ada.page.getByRole('log').getByText('Ada Lovelace started a call')).toBeVisible();
  await expectAccessible(ada);
  await picture(ada, 'room-desk');
  await ada.page.setViewportSize({ width: 320, height: 640 });
  await picture(ada, 'room-320');

  server.close();
});
