import { join } from 'node:path';
import { freePort } from '../../../deploy/local/port.mjs';
import type { Scenario } from '../scenarios.ts';
import type { Dialect, Guest, Peer } from './peer.ts';
import { startServer } from './server.ts';

/** Both servers that are no product speak it: `join` a room by its number, `message` to it. */
export const simple: Dialect = {
  delivery: '["message"',
  numbered: false,
  say: ({ roomId }, body) => `["message",{"room":"${roomId}","text":"${body}"}]`,
  accepted: (answer) => answer === '[true]',
  async enter(connection, { roomId }) {
    const answer = await connection.ask('join', { room: roomId });
    if (answer !== true) throw new Error(`join was answered ${JSON.stringify(answer)}`);
  },
};

export const plain: Peer = {
  name: 'plain',
  title: 'Socket.IO, nothing stored',
  dialect: simple,
  async start() {
    const server = await startServer(join(import.meta.dirname, 'plain.server.ts'), await freePort(), {});
    return { servers: [server], stop: server.stop, invite: (scenario) => Promise.resolve(strangers(scenario)) };
  },
};

const strangers = ({ rooms, members }: Scenario): Guest[] =>
  Array.from({ length: rooms * members }, (_, index) => ({
    index,
    roomId: `room ${Math.floor(index / members)}`,
    auth: {},
  }));
