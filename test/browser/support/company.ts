import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { Account } from './account.ts';
import { age } from './database.ts';

const DAY = 24 * 60;

export interface Company {
  /** Whose screen is in the pictures. */
  ada: Account;
  /** Others who are there, too. */
  online: Account[];
  /** Where they talk. */
  room: Room;
}

/** A small company in the week of a launch, on a server of its own. */
export async function furnish(url: string, database: string): Promise<Company> {
  const person = (name: string) => Account.open(name, url, name.toLowerCase().replace(/ .*/, ''));
  const ada = await person('Ada Lovelace');
  const grace = await person('Grace Hopper');
  const alan = await person('Alan Turing');
  const katherine = await person('Katherine Johnson');
  const hedy = await person('Hedy Lamarr');
  const emmy = await person('Emmy Noether');

  /** Somebody says something; then minutes pass. */
  const say = async (room: Room, who: Account, words: string, minutes: number, answered?: Message) => {
    const said = await who.say(room, words, answered?.id);
    await age(room, minutes, database);
    return said;
  };

  const launch = await grace.createRoomWith([alan, katherine, hedy, emmy, ada], 'Launch week', {
    topic: 'Everything that has to be ready by Thursday',
  });
  await age(launch, 3 * DAY, database);
  await say(launch, katherine, 'The trial is through: 212 of 214 checks pass. The other two are rounding.', 2);
  await say(launch, hedy, 'Only two? I owe you a cake 🍰', DAY - 260);
  await say(launch, grace, 'Good morning! Launch is on Thursday. Who still has something open?', 0);
  await say(launch, grace, 'I have only the release notes left.', 6);
  const slow = await say(
    launch,
    alan,
    'The import takes 40 minutes for the old archive. I would like to halve that before we announce anything.',
    3,
  );
  const answer = 'It opens every file twice: once for its size, once for its words. Reading it once should do.';
  await say(launch, ada, answer, 14, slow);
  await say(launch, alan, 'It does: 17 minutes now 🎉', 1);
  await say(launch, katherine, 'And both rounding errors are gone. 214 of 214.', 5);
  const offer = 'Three pictures for the front page: https://files.example.org/launch Which one shall it be?';
  const pictures = await say(launch, hedy, offer, 2);
  await say(launch, emmy, 'The second. It is the only one that needs no explanation.', 1, pictures);
  await say(launch, ada, 'The second for me, too 👍', 2);
  await say(launch, grace, 'Wonderful. Then we freeze tonight at six, and I write the announcement.', 1);
  await ada.read(launch);

  const engineering = await alan.createRoomWith([grace, emmy, ada], 'Engineering', { kind: 'public' });
  await ada.read(engineering);
  await say(engineering, alan, 'I have put the fix for the import up for review.', 4);
  await say(engineering, emmy, 'Reading it now.', 3);
  await say(engineering, emmy, 'Looks right to me. One question about the order of the files.', 4);
  await say(await grace.directRoomWith(ada), grace, 'Do you have ten minutes after lunch?', 9);
  const kitchen = await hedy.createRoomWith([grace, alan, katherine, ada], 'Tea kitchen', { kind: 'public' });
  await say(kitchen, hedy, 'As promised: there is cake!', 25);
  const customers = await katherine.createRoomWith([ada, grace], 'Customers');
  await say(customers, katherine, 'The observatory has renewed for three years.', 95);
  const thanks = await ada.directRoomWith(katherine);
  await say(thanks, ada, 'Thank you for the numbers!', DAY);
  const lobby = await ada.lobby();
  await say(lobby, grace, 'Welcome, everybody! Say hello, and choose your rooms.', 4 * DAY);
  for (const quiet of [kitchen, customers, lobby]) await ada.read(quiet);
  return { ada, online: [grace, alan, hedy], room: launch };
}
