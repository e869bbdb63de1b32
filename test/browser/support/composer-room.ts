import { Account } from './account.ts';
import type { Person } from './person.ts';

/** A room of two, where Bob has sent a message. */
export async function composerRoom(): Promise<{ ada: Account; bob: Account; path: string }> {
  const [ada, bob] = [await Account.register('Ada Lovelace'), await Account.register('Bob Builder')];
  const room = await ada.createRoomWith([bob], 'Workshop', { topic: 'What we make' });
  await bob.sendMessage(room, 'Hello');
  return { ada, bob, path: `/rooms/${room.id}` };
}

/** The suggestions while typing. */
export const suggestions = ({ page }: Person) => page.getByRole('listbox', { name: 'Suggestions' });

/** The body of the last message. */
export const lastMessageBody = ({ page }: Person) => page.getByRole('article').last().locator('parley-message-body');
