import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createDatabase } from '../../support/services/services.mjs';
import { createCompany } from './company.ts';
import { startOwnServer } from '../support/own-server.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** With UPDATE_SCREENSHOTS=1 the images go to docs/images, else to the test results. */
const imageFolder = process.env.UPDATE_SCREENSHOTS ? join(import.meta.dirname, '../../../docs/images') : undefined;

test('The pictures of the README show a company at work', async ({ arrive }, info) => {
  const name = `pictures_${randomBytes(4).toString('hex')}`;
  const database = await createDatabase(process.env.TEST_DATABASE_URL ?? '', name);
  const server = await startOwnServer({ DATABASE_URL: database });
  const { url } = server;
  const picture = async ({ page }: Person, file: string) => {
    await page.mouse.move(0, 0);
    const shown = `[...document.images].every((each) => each.complete && getComputedStyle(each).opacity === '1')`;
    await expect.poll(() => page.evaluate(shown)).toBe(true);
    await expect(page.locator('.floating-day')).toHaveCount(0);
    await expect.poll(() => page.evaluate('document.getAnimations().length')).toBe(0);
    await page.screenshot({ path: imageFolder ? join(imageFolder, `${file}.png`) : info.outputPath(`${file}.png`) });
  };
  const leave: (() => void)[] = [];
  try {
    const { ada, online, room } = await createCompany(url, database);
    await ada.ask('PATCH', '/users/me', { preferences: { setupDismissed: true } });
    for (const person of online) leave.push(await person.goOnline());
    const timezone = timezoneAtTen();
    const launch = `/rooms/${room.id}`;
    const lastWords = 'I write the announcement';

    const desktop = await arrive({ url, timezone, scale: 1.5 });
    await desktop.signIn(ada, launch);
    await desktop.seesSent(lastWords);
    await expect(desktop.room('Engineering')).toContainText('3 unread messages');
    await expect(desktop.room('Grace Hopper').getByLabel('Online')).toBeVisible();
    await picture(desktop, 'desktop-light');

    const night = await arrive({ url, timezone, scale: 1.5, dark: true });
    await night.signIn(ada, launch);
    await night.seesSent(lastWords);
    await night.page.getByRole('button', { name: 'Room details' }).click();
    await night.page.getByRole('tab', { name: /^Members/ }).click();
    const members = night.page.getByRole('complementary', { name: 'Room details' });
    await expect(members.getByLabel('Online')).toHaveCount(online.length + 1);
    await picture(night, 'desktop-dark');

    const list = await arrive({ url, timezone, phone: true });
    await list.signIn(ada);
    await expect(list.room('Grace Hopper').getByLabel('Online')).toBeVisible();
    await picture(list, 'phone-light');

    const pocket = await arrive({ url, timezone, phone: true, dark: true });
    await pocket.signIn(ada, launch);
    await pocket.seesSent(lastWords);
    await picture(pocket, 'phone-dark');
  } finally {
    for (const goes of leave) goes();
    await server.close();
  }
});

/** The screenshots show office hours. */
function timezoneAtTen(): string {
  const east = (10 - new Date().getUTCHours() + 24) % 24;
  return east > 12 ? `Etc/GMT+${24 - east}` : `Etc/GMT-${east}`;
}
