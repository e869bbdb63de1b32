import { randomBytes } from 'node:crypto';
import { createDatabase } from '../../support/services.mjs';
import { Account, newName } from './account.ts';
import { type Company, furnish } from './company.ts';
import { type OwnServer, startOwnServer } from './own-server.ts';

export const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** A company on a server of its own, and beside its talk whatever may break a screen. */
export interface House extends Company {
  server: OwnServer;
  /** Where everything is long, mirrored, changed or taken back. */
  odd: { id: string };
  empty: { id: string };
  direct: { id: string };
}

export async function openHouse(): Promise<House> {
  const name = `screens_${randomBytes(4).toString('hex')}`;
  const database = await createDatabase(process.env.TEST_DATABASE_URL ?? '', name);
  const server = await startOwnServer({ DATABASE_URL: database });
  const company = await furnish(server.url, database);
  const { ada } = company;
  const wordy = await Account.open(
    'Konstantin Alexander von und zu Dudelsack-Schmidt',
    server.url,
    'konstantin',
    `${newName('konstantin')}@example.org`, // one mailbox for all servers
  );
  const odd = await sayOddThings(wordy, ada);
  const direct = await wordy.directRoomWith(ada);
  await wordy.say(direct, 'Between us');
  const empty = await ada.createRoom('Nothing yet');
  return { ...company, server, odd, empty, direct };
}

async function sayOddThings(wordy: Account, ada: Account): Promise<{ id: string }> {
  const odd = await wordy.createRoomWith(
    [ada],
    `A room whose name is so long that it has to be cut: ${LONG}`.slice(0, 80),
    {
      topic: 'What we do here, in more words than fit into one line of any screen that there is, and then some more',
    },
  );
  await wordy.say(odd, `See https://example.org/a/very/long/address/${LONG.toLowerCase()}/that/does/not/end`);
  const question = await ada.say(odd, LONG);
  await wordy.say(odd, 'مرحبا بكم في Parley، كيف الحال؟ 🙂', question.id);
  await ada.say(odd, 'شكرا جزيلا');
  await wordy.say(
    odd,
    '| Column | Another | A third |\n|---|---|---|\n| one | two | three and quite a few words more |\n\n```ts\nconst answer = await fetch("https://example.org/a/line/that/is/longer/than/any/screen/is/wide/at/least/on/phones");\n```',
  );
  const regret = await wordy.say(odd, 'Never mind');
  await wordy.ask('DELETE', `/messages/${regret.id}`);
  const slip = await ada.say(odd, 'I mind');
  await ada.ask('PATCH', `/messages/${slip.id}`, { body: 'I do mind' });
  for (const emoji of ['👍', '🎉', '🚀', '❤️', '😂', '👀', '🔥', '🙏', '💯']) await wordy.react(slip, emoji);
  await wordy.pin(question);
  return odd;
}
