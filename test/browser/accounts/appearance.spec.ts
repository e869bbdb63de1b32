import type { Me } from '../../../src/users/users.dto.ts';
import { isAccessible } from '../support/accessible.ts';
import { Account } from '../support/account.ts';
import type { Person } from '../support/person.ts';
import { expect, test } from '../support/test.ts';

async function aRoom(): Promise<{ ada: Account; bob: Account; path: string }> {
  const [ada, bob] = [await Account.open('Ada Lovelace'), await Account.open('Bob Builder')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  await bob.say(room, 'Hello');
  await ada.say(room, 'Good morning');
  return { ada, bob, path: `/rooms/${room.id}` };
}

test('Who does not want to know who came and went is not shown it, wherever they sign in', async ({ arrive }) => {
  const { ada, bob, path } = await aRoom();
  const [desk, phone] = [await arrive(), await arrive({ phone: true })];
  await desk.signIn(ada, path);
  const notices = ({ page }: Person) => page.getByRole('log').getByText(/Bob Builder (joined|left)/);
  await expect(notices(desk)).toHaveCount(1);

  await desk.page.goto('/settings/privacy');
  const wish = desk.page.getByRole('switch', { name: 'Hide who came and went' });
  const isKept = async () => (await ada.ask<Me>('GET', '/users/me')).preferences.hideNotices;
  await wish.check();
  await desk.page.goto(path); // at once: it is kept all the same
  await expect.poll(isKept).toBe(true);
  await desk.page.reload();
  await phone.signIn(ada, path);
  await bob.ask('POST', `${path}/leave`);
  await ada.ask('POST', `${path}/messages`, { clientId: crypto.randomUUID(), body: 'Gone' });
  for (const person of [desk, phone]) {
    await person.sees('Gone');
    await expect(notices(person)).toHaveCount(0);
  }

  await desk.page.goto('/settings/privacy');
  await wish.uncheck();
  await expect.poll(isKept).toBe(false);
  await desk.page.goto(path);
  await expect(notices(desk)).toHaveCount(2);
});

test('Who came one after the other is told on one line', async ({ arrive }) => {
  const host = await Account.open('Host');
  const room = await host.createRoom('Open house');
  const people = [];
  for (const name of ['Ann', 'Ben', 'Cy', 'Dee', 'Eve']) people.push(await Account.open(name));
  for (const person of people.slice(0, 2)) await person.join(room);
  const reader = await arrive();
  await reader.signIn(host, `/rooms/${room.id}`);
  const notice = reader.page.getByRole('log').getByText('joined');
  await expect(notice).toHaveText(/^\s*Ann and Ben joined/);
  for (const person of people.slice(2)) await person.join(room);
  await expect(notice).toHaveText(/^\s*Ann, Ben, Cy,? and 2 others joined/);
  await people[0]?.say(room, 'Good evening');
  await people[0]?.ask('POST', `/rooms/${room.id}/leave`);
  await expect(reader.page.getByRole('log').getByText('Ann left')).toHaveCount(1);
  await expect(notice).toHaveCount(1);
});

test('Compact shows more of a conversation, and of the list of rooms', async ({ arrive }) => {
  const { ada, path } = await aRoom();
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
  await isAccessible(reader);
});
