import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CommandError } from '../../../src/transport/transport.dto.ts';
import type { SyncAnswer } from '../../../src/sync/sync.dto.ts';
import { freePort } from '../../../deploy/local/port.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import { createCompany, signInAgain } from './company.ts';
import type { PeerProtocol, Peer } from './peer.ts';
import { parleySettings } from './parley-settings.ts';
import { startServer } from './server.ts';

type Ack = { ok: true; data: SyncAnswer } | { ok: false; error: CommandError };

export const parleyProtocol: PeerProtocol = {
  // Both `receive_message` and `receive_messages`.
  delivery: '["receive_message',
  isNumbered: true,
  sendCommand: ({ roomId }, body) =>
    `["send_message",{"roomId":"${roomId}","clientId":"${randomUUID()}","body":"${body}"}]`,
  isAccepted: (answer) => answer.startsWith('[{"ok":true'),
  async join(connection, guest) {
    const answer = (await connection.ask('sync', { rooms: guest.held ?? [] })) as Ack;
    if (!answer.ok) throw new Error(`sync was answered ${JSON.stringify(answer.error)}`);
    const { rooms } = answer.data;
    if (!rooms.some(({ id }) => id === guest.roomId)) throw new Error('sync does not tell of the room');
    guest.held = rooms.map(({ id, revision, epoch }) => ({ roomId: id, revision, epoch }));
  },
};

/** Parley as in production: built, migrated, on a durable PostgreSQL, with every check; only rate limits are raised. */
export const parley: Peer = {
  name: 'parley',
  title: 'Parley',
  protocol: parleyProtocol,
  async start(stage) {
    const databaseUrl = await stage.createMigrated();
    const port = await freePort();
    const server = await startServer(join(root, 'dist/src/main.js'), port, parleySettings(databaseUrl, port));
    return {
      servers: [server],
      stop: server.stop,
      databaseUrl,
      createAccounts: (scenario) => createCompany(databaseUrl, server.port, scenario),
      renewTokens: (accounts) => signInAgain(server.port, accounts),
    };
  },
};
