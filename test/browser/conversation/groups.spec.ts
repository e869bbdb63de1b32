import { expectAccessible } from '../support/accessible.ts';
import { Account, newName } from '../support/account.ts';
import { box, button } from '../support/forms.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

/** A folder for pictures of the pages, to look at. */
const SCREENS = process.env.SCREENS;

const picture = ({ page }: Person, name: string) =>
  SCREENS ? page.screenshot({ path: `${SCREENS}/${name}.png` }) : undefined;

test('Several people talk, take in another one, and make their conversation a room', async ({ arrive }) => {
  test.setTimeout(180_000);
  const [ada, bob, cleo, dan] = await Promise.all(['Ada', 'Bob', 'Cleo', 'Dan'].map((name) => Account.register(name)));
  if (!ada || !bob || !cleo || !dan) throw new Error('Four accounts were made');
  const [a, b] = [await arrive(), await arrive({ phone: true, dark: true })];
  await a.signIn(ada);
  await b.signIn(bob);
  const dialog = a.page.getByRole('dialog');

  await test.step('They are chosen one by one, and name the conversation', async () => {
    await a.chooseNew('New direct message');
    await button(dialog, 'Several people').click();
    for (const { username } of [bob, cleo]) {
      await dialog.getByRole('searchbox', { name: 'Find people' }).fill(username);
      await dialog.getByRole('button', { name: `@${username}` }).click();
    }
    await picture(a, 'group-new');
    await expectAccessible(a);
    await button(dialog, 'Start the conversation').click();
    await expect(a.page.getByRole('heading', { name: 'Bob, Cleo', level: 1 })).toBeVisible();
    await a.sendMessage('Lunch at noon?');
    await b.openRoom('Ada, Cleo');
    await b.sees('Lunch at noon?');
    await picture(b, 'group-phone');
    await expectAccessible(b);
  });

  await test.step('A further person sees what is written from then on', async () => {
    await a.page.getByRole('button', { name: '3 members' }).click();
    await button(a.page, 'Add people').click();
    await dialog.getByRole('searchbox', { name: 'Find people' }).fill(dan.username);
    await dialog.getByRole('button', { name: `@${dan.username}` }).click();
    await expect(dialog.getByRole('radio', { name: 'What is written from now on' })).toBeChecked();
    await picture(a, 'group-add');
    await expectAccessible(a);
    await button(dialog, 'Add').click();
    await expect(a.page.getByRole('heading', { name: 'Bob, Cleo, Dan', level: 1 })).toBeVisible();
    await expect(b.page.getByRole('heading', { name: 'Ada, Cleo, Dan', level: 1 })).toBeVisible();
    const d = await arrive();
    await d.signIn(dan);
    await d.openRoom('Ada, Bob, Cleo');
    await a.sendMessage('Dan comes, too');
    await d.sees('Dan comes, too');
    await expect(d.message('Lunch at noon?')).toHaveCount(0);
  });

  await test.step('The conversation becomes a room with everything in it', async () => {
    await a.page.getByRole('tab', { name: 'About' }).click();
    await picture(a, 'group-about');
    await button(a.page, 'Make it a room').click();
    await button(dialog, 'Make the room').click();
    await box(dialog, 'Name').fill('Canteen');
    await picture(a, 'group-convert');
    await button(dialog, 'Make the room').click();
    await expect(a.page.getByRole('heading', { name: 'Canteen', level: 1 })).toBeVisible();
    await expect(b.page.getByRole('heading', { name: 'Canteen', level: 1 })).toBeVisible();
    await b.sees('Lunch at noon?');
    await expect(b.page.getByRole('log').getByText('Ada made this conversation the room Canteen')).toBeVisible();
  });
});

test('An administrator makes a group, whose handle is offered, notifies, and takes in who is missing', async ({
  startServer,
  arrive,
}) => {
  test.setTimeout(180_000);
  const { url } = await startServer();
  const admin = await arrive({ url });
  await admin.register('first');
  const [bob, cleo] = [await Account.register('Bob', url), await Account.register('Cleo', url)];
  const { page } = admin;
  const dialog = page.getByRole('dialog');
  const handle = newName('team').slice(0, 12);

  await test.step('With a handle of its own and people', async () => {
    await page.goto('/admin/groups');
    await expect(page.getByRole('heading', { name: 'No groups yet' })).toBeVisible();
    await expectAccessible(admin);
    await button(page, 'New group').click();
    await button(dialog, 'Create the group').click();
    await expect(dialog.getByRole('alert')).toHaveCount(2);
    await box(dialog, 'Handle').fill(bob.username);
    await box(dialog, 'Name of the group').fill('Designers');
    admin.allowError(/responded with a status of 409/);
    await button(dialog, 'Create the group').click();
    await expect(dialog.getByRole('alert').first()).toBeVisible();
    await box(dialog, 'Handle').fill(`@${handle}`);
    await picture(admin, 'groups-new');
    await button(dialog, 'Create the group').click();
    await expect(dialog.getByRole('heading', { name: `People of @${handle}` })).toBeVisible();
    for (const { username } of [bob, cleo]) {
      await dialog.getByRole('searchbox', { name: 'Find people' }).fill(username);
      await dialog.getByRole('button', { name: `@${username}` }).click();
    }
    await button(dialog, 'Add to the group').click();
    await expect(dialog.getByRole('list', { name: 'People of the group' }).getByRole('listitem')).toHaveCount(2);
    await picture(admin, 'groups-people');
    await expectAccessible(admin);
    await button(dialog, 'Close').click();
    await expect(page.getByRole('list', { name: 'Groups' })).toContainText(`@${handle} · 2 people`);
    for (const [width, name] of [
      [1440, 'groups-wide'],
      [320, 'groups-narrow'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await picture(admin, name);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  await test.step('In a room it is offered with how many of it are here, and adds the others', async () => {
    await page.goto('/rooms');
    const code = await admin.createRoom('Studio');
    await bob.ask('POST', '/rooms/join', { code });
    await admin.composer.pressSequentially(`@${handle.slice(0, 6)}`);
    const offered = page.getByRole('option', { name: new RegExp(handle) });
    await expect(offered).toContainText('2 people');
    await expect(offered).toContainText('1 not here');
    await picture(admin, 'groups-offered');
    await offered.click();
    await expect(page.getByText(`1 person of @${handle} is not in this room`)).toBeVisible();
    await picture(admin, 'groups-absent');
    await button(page, 'Add to the room').click();
    await expect(page.getByText(`1 person of @${handle} is not in this room`)).toHaveCount(0);
    await admin.composer.press('Enter');
    await expect(admin.message(`@${handle}`)).toHaveCount(1);
    const c = await arrive({ url, phone: true, dark: true });
    await c.signIn(cleo);
    await expect(c.room('Studio')).toContainText('1 mention');
  });

  await test.step('It is chosen for a new room, and added to one', async () => {
    await admin.chooseNew('New room');
    await box(dialog, 'Name').fill('Foundry');
    await dialog.getByRole('searchbox', { name: 'People and groups' }).fill(handle);
    await picture(admin, 'groups-new-room');
    await expectAccessible(admin);
    await dialog.getByRole('searchbox', { name: 'People and groups' }).press('Enter');
    await expect(dialog.getByRole('list', { name: 'Chosen people' })).toContainText(`@${handle}`);
    await button(dialog, 'Create room').click();
    await expect(page.getByRole('heading', { name: 'Foundry', level: 1 })).toBeVisible();
    await expect(page.getByRole('button', { name: '3 members' })).toBeVisible();

    await button(page, '3 members').click();
    await page.setViewportSize({ width: 390, height: 844 });
    await button(page, 'Add people').click();
    await dialog.getByRole('searchbox', { name: 'Find people and groups' }).fill('Designers');
    await dialog.getByRole('button', { name: `@${handle}` }).click();
    await expect(dialog).toContainText('Adding takes those who are in the group now.');
    await picture(admin, 'groups-add-people-phone');
    await button(dialog, 'Remove @' + handle).click();
    await expect(button(dialog, 'Add')).toBeDisabled();
  });
});
