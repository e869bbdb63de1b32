import type { Room } from '../../../src/rooms/rooms.dto.ts';
import { Account } from '../support/account.ts';
import { fillRoom } from '../support/database.ts';
import { expect, test } from '../support/test.ts';

const VISIT_COUNT = 3;
const MESSAGE_COUNT = 60;

test('A room that is opened again is read as far as it was visible', async ({ arrive }) => {
  const [ada, bob] = [await Account.register('Ada'), await Account.register('Bob')];
  const room = await ada.createRoomWith([bob], 'Workshop');
  await fillRoom(room, bob, 40);
  await ada.markRead(room);
  const reader = await arrive();
  await reader.signIn(ada, `/rooms/${room.id}`);
  await bob.sendMessage(room, 'Before all');
  const now = () => ada.ask<Room>('GET', `/rooms/${room.id}`);
  await expect.poll(async () => (await now()).unreadCount).toBe(0);
  const devtools = await reader.context.newCDPSession(reader.page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });

  for (let round = 1; round <= VISIT_COUNT; round++) {
    await reader.openRoom('Lobby');
    for (let number = 1; number <= MESSAGE_COUNT; number++)
      await bob.sendMessage(room, `Round ${round}, ${number}. ${'Some words of it. '.repeat(1 + ((number * 7) % 23))}`);
    await bob.sendMessage(room, `@${ada.username} round ${round}`);
    await expect(reader.room('Workshop').getByText(`${MESSAGE_COUNT + 1} unread messages`)).toBeAttached();

    await reader.openRoom('Workshop');
    await expect(reader.page.getByText('New messages', { exact: true })).toBeInViewport();
    await expect(reader.message(`Round ${round}, 1.`)).toBeInViewport();
    await reader.page.waitForTimeout(2_000);
    expect(await now()).toMatchObject({ unreadCount: MESSAGE_COUNT + 1, mentionCount: 1 });

    await reader.page.getByRole('button', { name: /Jump to latest|new messages?$/ }).click();
    await expect(reader.message(`round ${round}`).last()).toBeInViewport();
    await expect.poll(async () => (await now()).unreadCount).toBe(0);
    expect((await now()).mentionCount).toBe(0);
  }
});
