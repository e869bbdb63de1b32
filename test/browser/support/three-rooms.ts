import { Account } from './account.ts';
import type { Person } from './person.ts';
import { expect, test as base } from './test.ts';

/** Ada is in the first of three rooms; Bob has written in the others. */
export const test = base.extend<{ desk: Awaited<ReturnType<typeof openThreeRooms>> }>({
  desk: async ({ arrive }, use) => use(await openThreeRooms(arrive)),
});

async function openThreeRooms(arrive: () => Promise<Person>) {
  const [adas, bobs] = [await Account.register('Ada'), await Account.register('Bob Baker')];
  const quiet = await bobs.createRoomWith([adas], 'Quiet corner');
  const launch = await bobs.createRoomWith([adas], 'Launch week');
  await bobs.sendMessage(launch, 'Ready?');
  const lunch = await bobs.createRoomWith([adas], 'Lunch');
  await adas.sendMessage(lunch, 'Soup');
  // Above the Lobby, which moves to the top of the others whenever another test's people join it.
  for (const { id } of [quiet, launch, lunch]) await adas.ask('PATCH', `/rooms/${id}/membership`, { favourite: true });
  const ada = await arrive();
  await ada.signIn(adas, `/rooms/${lunch.id}`);
  await ada.seesSent('Soup');
  const heading = (name: string) => expect(ada.page.getByRole('heading', { name, level: 1 })).toBeVisible();
  return { ada, bobs, quiet, launch, lunch, heading, keyboard: ada.page.keyboard };
}

/** All in a single task of the page, before any rendering. @returns the tabindex of the focused element */
export const pressAtOnce = ({ page }: Person, ...keys: [key: string, code: number][]): Promise<string> =>
  page.evaluate<string>(`(() => {
    for (const [key, keyCode] of ${JSON.stringify(keys)})
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode, bubbles: true, cancelable: true }));
    return String(document.activeElement.tabIndex);
  })()`);
