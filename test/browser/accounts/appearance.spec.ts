import type { Me } from '../../../src/users/users.dto.ts';
import { expectAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

async function newRoom(): Promise<{ ada: Account; bob: Account; path: string }> {
  const [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register('Bob Builder')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  await bob.sendMessage(room, 'Hello');
  await ada.sendMessage(room, 'Good morning');
  return { ada, bob, path: `/rooms/${room.id}` };
}

test('A member can hide who joined and left, on every device', async ({ arrive }) => {
  const { ada, bob, path } = await newRoom();
  const [desk, phone] = [await arrive(), await arrive({ phone: true })];
  await desk.signIn(ada, path);
  const notices = ({ page }: Person) => page.getByRole('log').getByText(/Bob Builder (joined|left)/);
  await expect(notices(desk)).toHaveCount(1);

  await desk.page.goto('/settings/privacy');
  const hideNotices = desk.page.getByRole('switch', { name: 'Hide who came and went' });
  const isStored = async () => (await ada.ask<Me>('GET', '/users/me')).preferences.hideNotices;
  await hideNotices.check();
  await desk.page.goto(path); // at once: it is stored all the same
  await expect.poll(isStored).toBe(true);
  await desk.page.reload();
  await phone.signIn(ada, path);
  await bob.ask('POST', `${path}/leave`);
  await ada.ask('POST', `${path}/messages`, { clientId: crypto.randomUUID(), body: 'Gone' });
  for (const person of [desk, phone]) {
    await person.sees('Gone');
    await expect(notices(person)).toHaveCount(0);
  }

  await desk.page.goto('/settings/privacy');
  await hideNotices.uncheck();
  await expect.poll(isStored).toBe(false);
  await desk.page.goto(path);
  await expect(notices(desk)).toHaveCount(2);
});

test('Several members who join in a row are shown on one line', async ({ arrive }) => {
  const host = await Account.register('Host');
  const room = await host.createRoom('Open house');
  const people = [];
  for (const name of ['Ann', 'Ben', 'Cy', 'Dee', 'Eve']) people.push(await Account.register(name));
  for (const person of people.slice(0, 2)) await person.join(room);
  const reader = await arrive();
  await reader.signIn(host, `/rooms/${room.id}`);
  const notice = reader.page.getByRole('log').locator('p').filter({ hasText: 'joined' });
  await expect(notice).toHaveText(/^\s*Ann and Ben joined/);
  for (const person of people.slice(2)) await person.join(room);
  await expect(notice).toHaveText(/^\s*Ann, Ben, Cy,? and 2 others joined/);
  await people[0]?.sendMessage(room, 'Good evening');
  await people[0]?.ask('POST', `/rooms/${room.id}/leave`);
  await expect(reader.page.getByRole('log').getByText('Ann left')).toHaveCount(1);
  await expect(notice).toHaveCount(1);
});

test('Compact density shows more of a conversation, and of the room list', async ({ arrive }) => {
  const { ada, path } = await newRoom();
  const reader = await arrive();
  await reader.signIn(ada, path);
  const heights = async () => [
    (await reader.message('Hello').boundingBox())?.height ?? 0,
    (await reader.room('Workshop').boundingBox())?.height ?? 0,
  ];
  await reader.sees('Good morning');
  const [message = 0, room = 0] = await heights();

  await reader.page.goto('/settings/appearance');
  await reader.page.getByRole('radio', { name: 'Compact' }).check();
  await reader.page.goto(path);
  await reader.sees('Good morning');
  const [closer = 0, lower = 0] = await heights();
  expect(closer).toBeLessThan(message);
  expect(lower).toBeLessThan(room);
  await expectAccessible(reader);
});

test('Texts are larger on every device, from the first paint on', async ({ arrive }) => {
  const { ada, path } = await newRoom();
  const [reader, phone] = [await arrive(), await arrive({ phone: true })];
  await reader.signIn(ada, path);
  await phone.signIn(ada, path);
  const size = (person: typeof reader) =>
    person.page.evaluate<string>('getComputedStyle(document.documentElement).fontSize');
  expect(await size(reader)).toBe('16px');
  await reader.page.goto('/settings/appearance');
  await reader.page.getByRole('radio', { name: 'Largest' }).check();
  await expect.poll(() => size(reader)).toBe('21px');
  await phone.page.reload();
  await expect.poll(() => size(phone)).toBe('21px');
  await phone.page.reload({ waitUntil: 'commit' });
  await expect.poll(() => size(phone)).toBe('21px');
  await phone.sees('Good morning');
  await expectAccessible(phone);
  await expectAccessible(reader);
});

test('A browser that is too old says so, in English and German', async ({ arrive }) => {
  const ada = await arrive();
  const sentence = ada.page.getByText('This browser is too old for Parley');
  await ada.page.goto('/sign-in');
  await expect(ada.page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(sentence).toBeHidden();
  await ada.page.addInitScript('delete Promise.withResolvers');
  await ada.page.goto('/sign-in');
  await expect(sentence).toBeVisible();
  await expect(ada.page.getByText('Dieser Browser ist zu alt für Parley')).toBeVisible();
});
