import { join } from 'node:path';
import { freePort } from '../../../deploy/local/port.mjs';
import type { Scenario } from '../scenarios.ts';
import type { PeerProtocol, PeerAccount, Peer } from './peer.ts';
import { startServer } from './server.ts';

/** The protocol of the servers that are no product: `join` a room by its number, `message` to it. */
export const joinAndMessage: PeerProtocol = {
  delivery: '["message"',
  isNumbered: false,
  sendCommand: ({ roomId }, body) => `["message",{"room":"${roomId}","text":"${body}"}]`,
  isAccepted: (answer) => answer === '[true]',
  async join(connection, { roomId }) {
    const answer = await connection.ask('join', { room: roomId });
    if (answer !== true) throw new Error(`join was answered ${JSON.stringify(answer)}`);
  },
};

export const plain: Peer = {
  name: 'plain',
  title: 'Socket.IO, nothing stored',
  protocol: joinAndMessage,
  async start() {
    const server = await startServer(join(import.meta.dirname, 'plain.server.ts'), await freePort(), {});
    return {
      servers: [server],
      stop: server.stop,
      createAccounts: (scenario) => Promise.resolve(numberedAccounts(scenario)),
    };
  },
};

const numberedAccounts = ({ rooms, members }: Scenario): PeerAccount[] =>
  Array.from({ length: rooms * members }, (_, index) => ({
    index,
    roomId: `room ${Math.floor(index / members)}`,
    auth: {},
  }));
