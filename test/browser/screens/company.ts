import type { Room } from '../../../src/rooms/rooms.dto.ts';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { Account, newName } from '../support/account.ts';
import { wav } from '../../support/generated-files/files.ts';
import { ageMessages } from '../support/database.ts';
import { type FilePayload, textFile } from '../support/files.ts';
import { dawn, night } from './sample-pictures.ts';

const DAY_MINUTES = 24 * 60;
/** Resembles speech. */
const WAVEFORM = JSON.stringify(
  Array.from({ length: 64 }, (_, at) => Math.round(Math.abs(Math.sin(at / 1.7) * Math.sin(at / 5.3)) * 80 + 12)),
);

const voiceMessage = (seconds: number): FilePayload => ({
  name: 'voice.wav',
  mimeType: 'audio/wav',
  buffer: wav(seconds),
});

export interface Company {
  /** Whose screen is shown in the screenshots. */
  ada: Account;
  /** The other members who are online. */
  online: Account[];
  /** The room of the screenshots. */
  room: Room;
}

/** Creates a small company in the week of a launch, on a server of its own. */
export async function createCompany(url: string, database: string): Promise<Company> {
  const person = (name: string) => {
    const username = name.toLowerCase().replace(/ .*/, '');
    // All servers of a run share a mailbox.
    return Account.register(name, url, username, `${newName(username)}@example.org`);
  };
  const ada = await person('Ada Lovelace');
  const grace = await person('Grace Hopper');
  const alan = await person('Alan Turing');
  const katherine = await person('Katherine Johnson');
  const hedy = await person('Hedy Lamarr');
  const emmy = await person('Emmy Noether');

  /** Sends a message and lets minutes pass. */
  const send = async (room: Room, who: Account, words: string, minutes: number, answered?: Message) => {
    const message = await who.sendMessage(room, words, answered?.id);
    await ageMessages(room, minutes, database);
    return message;
  };

  const launch = await grace.createRoomWith([alan, katherine, hedy, emmy, ada], 'Launch week', {
    topic: 'Everything that has to be ready by Thursday',
  });
  await ageMessages(launch, 3 * DAY_MINUTES, database);
  await send(launch, katherine, 'The trial is through: 212 of 214 checks pass. The other two are rounding.', 2);
  await send(launch, hedy, 'Only two? I owe you a cake 🍰', DAY_MINUTES - 260);
  await send(launch, grace, 'Good morning! Launch is on Thursday. Who still has something open?', 0);
  await send(launch, grace, 'I have only the release notes left.', 6);
  const slow = await send(
    launch,
    alan,
    'The import takes 40 minutes for the old archive. I would like to halve that before we announce anything.',
    3,
  );
  const answer = 'It opens every file twice: once for its size, once for its words. Reading it once should do.';
  await send(launch, ada, answer, 14, slow);
  const faster = await send(launch, alan, 'It does: **17 minutes** now. Ready for review.', 0);
  for (const who of [grace, katherine, hedy, ada]) await who.react(faster, '🎉');
  for (const who of [emmy, grace]) await who.react(faster, '🚀');
  await ageMessages(launch, 4, database);
  const results = textFile('trial-results.csv', 'check,result\n'.padEnd(48_200, 'rounding,passed\n'));
  await katherine.sendFiles(launch, 'And both rounding errors are gone: 214 of 214.', [results]);
  await ageMessages(launch, 5, database);
  const offer = '@ada here are two pictures for the front page. Which one shall it be?';
  const pictures = await hedy.sendFiles(launch, offer, [await dawn(), await night()]);
  await ageMessages(launch, 2, database);
  const choice = await send(launch, emmy, 'The second. It needs no explanation.', 0, pictures);
  for (const who of [hedy, ada, alan]) await who.react(choice, '👍');
  await ageMessages(launch, 1, database);
  await send(launch, ada, 'The second for me, too.', 2);
  await grace.sendFiles(launch, '', [voiceMessage(14)], { waveform: WAVEFORM });
  await ageMessages(launch, 1, database);
  await send(launch, grace, 'In short: we freeze tonight at six, and I write the announcement.', 1);
  for (const who of [ada, grace, alan, katherine, hedy, emmy]) await who.markRead(launch);

  const engineering = await alan.createRoomWith([grace, emmy, ada], 'Engineering', { kind: 'public' });
  await ada.markRead(engineering);
  await send(engineering, alan, 'I have put the fix for the import up for review.', 4);
  await send(engineering, emmy, 'Reading it now.', 3);
  await send(engineering, emmy, 'Looks right to me. One question about the order of the files.', 4);
  await send(await grace.directRoomWith(ada), grace, 'Do you have ten minutes after lunch?', 9);
  const kitchen = await hedy.createRoomWith([grace, alan, katherine, ada], 'Tea kitchen', { kind: 'public' });
  await send(kitchen, hedy, 'As promised: there is cake!', 25);
  const customers = await katherine.createRoomWith([ada, grace], 'Customers');
  await send(customers, katherine, 'The observatory has renewed for three years.', 95);
  const thanks = await ada.directRoomWith(katherine);
  await send(thanks, ada, 'Thank you for the numbers!', DAY_MINUTES);
  const lobby = await ada.lobby();
  await send(lobby, grace, 'Welcome, everybody! Say hello, and choose your rooms.', 4 * DAY_MINUTES);
  for (const quiet of [kitchen, customers, lobby]) await ada.markRead(quiet);
  return { ada, online: [grace, alan, hedy], room: launch };
}
