import { Account } from './account.ts';
import type { Person } from './person.ts';

/** A room of two, where Bob has said hello. */
export async function aWorkshop(): Promise<{ ada: Account; bob: Account; path: string }> {
  const [ada, bob] = [await Account.open('Ada Lovelace'), await Account.open('Bob Builder')];
  const room = await ada.createRoomWith([bob], 'Workshop', { topic: 'What we make' });
  await bob.say(room, 'Hello');
  return { ada, bob, path: `/rooms/${room.id}` };
}

/** What is offered while one types. */
export const suggestions = ({ page }: Person) => page.getByRole('listbox', { name: 'Suggestions' });

/** What was said last. */
export const last = ({ page }: Person) => page.getByRole('article').last().locator('parley-message-body');
