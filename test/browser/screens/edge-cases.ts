import { randomBytes, randomUUID } from 'node:crypto';
import type { Message } from '../../../src/timeline/message.dto.ts';
import { createDatabase } from '../../support/services/services.mjs';
import { Account, newName } from '../support/account.ts';
import { type Company, createCompany } from './company.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

export const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';

/** A company on a server of its own, with messages that may break a screen. */
export interface CompanyWithEdgeCases extends Company {
  server: OwnServer;
  /** A room in which everything is long, right-to-left, edited or deleted. */
  odd: { id: string };
  empty: { id: string };
  direct: { id: string };
}

export async function createCompanyWithEdgeCases(): Promise<CompanyWithEdgeCases> {
  const name = `screens_${randomBytes(4).toString('hex')}`;
  const database = await createDatabase(process.env.TEST_DATABASE_URL ?? '', name);
  const server = await startOwnServer({ DATABASE_URL: database });
  const company = await createCompany(server.url, database);
  const { ada } = company;
  const wordy = await Account.register(
    'Konstantin Alexander von und zu Dudelsack-Schmidt',
    server.url,
    'konstantin',
    `${newName('konstantin')}@example.org`, // one mailbox for all servers
  );
  const odd = await sendEdgeCases(wordy, ada);
  const direct = await wordy.directRoomWith(ada);
  await wordy.sendMessage(direct, 'Between us');
  const empty = await ada.createRoom('Nothing yet');
  return { ...company, server, odd, empty, direct };
}

async function sendEdgeCases(wordy: Account, ada: Account): Promise<{ id: string }> {
  const odd = await wordy.createRoomWith(
    [ada],
    `A room whose name is so long that it has to be cut: ${LONG}`.slice(0, 80),
    {
      topic: 'What we do here, in more words than fit into one line of any screen that there is, and then some more',
    },
  );
  await wordy.sendMessage(odd, `See https://example.org/a/very/long/address/${LONG.toLowerCase()}/that/does/not/end`);
  const question = await ada.sendMessage(odd, LONG);
  await wordy.sendMessage(odd, 'مرحبا بكم في Parley، كيف الحال؟ 🙂', question.id);
  await ada.sendMessage(odd, 'شكرا جزيلا');
  await wordy.sendMessage(
    odd,
    '| Column | Another | A third |\n|---|---|---|\n| one | two | three and quite a few words more |\n\n```ts\nconst answer = await fetch("https://example.org/a/line/that/is/longer/than/any/screen/is/wide/at/least/on/phones");\n```',
  );
  const poll = { options: ['yes', LONG, 'مرحبا'], most: 2, adding: true };
  const asked = await ada.ask<Message>('POST', `/rooms/${odd.id}/messages`, {
    clientId: randomUUID(),
    body: 'Does every answer fit?',
    poll,
  });
  await wordy.ask('PUT', `/messages/${asked.id}/poll/votes`, { optionIds: [asked.poll?.options[1]?.id] });
  const regret = await wordy.sendMessage(odd, 'Never mind');
  await wordy.ask('DELETE', `/messages/${regret.id}`);
  const slip = await ada.sendMessage(odd, 'I mind');
  await ada.ask('PATCH', `/messages/${slip.id}`, { body: 'I do mind' });
  for (const emoji of ['👍', '🎉', '🚀', '❤️', '😂', '👀', '🔥', '🙏', '💯']) await wordy.react(slip, emoji);
  await wordy.pin(question);
  return odd;
}
