import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { CommandError } from '../../../src/transport/transport.dto.ts';
import type { SyncAnswer } from '../../../src/sync/sync.dto.ts';
import { freePort } from '../../../deploy/local/port.mjs';
import { root } from '../../../deploy/local/paths.mjs';
import { company } from './company.ts';
import type { Dialect, Peer } from './peer.ts';
import { parleySettings } from './parley-settings.ts';
import { startServer } from './server.ts';

type Ack = { ok: true; data: SyncAnswer } | { ok: false; error: CommandError };

export const dialect: Dialect = {
  // Both `receive_message` and `receive_messages`.
  delivery: '["receive_message',
  numbered: true,
  say: ({ roomId }, body) => `["send_message",{"roomId":"${roomId}","clientId":"${randomUUID()}","body":"${body}"}]`,
  accepted: (answer) => answer.startsWith('[{"ok":true'),
  async enter(connection, guest) {
    const answer = (await connection.ask('sync', { rooms: guest.held ?? [] })) as Ack;
    if (!answer.ok) throw new Error(`sync was answered ${JSON.stringify(answer.error)}`);
    const { rooms } = answer.data;
    if (!rooms.some(({ id }) => id === guest.roomId)) throw new Error('sync does not tell of the room');
    guest.held = rooms.map(({ id, revision, epoch }) => ({ roomId: id, revision, epoch }));
  },
};

/** The real thing: built, migrated, on a PostgreSQL that keeps what it is given, with every check on; only rate limits are out of the way. */
export const parley: Peer = {
  name: 'parley',
  title: 'Parley',
  dialect,
  async start(stage) {
    const databaseUrl = await stage.migrated();
    const port = await freePort();
    const server = await startServer(join(root, 'dist/src/main.js'), port, parleySettings(databaseUrl, port));
    return {
      servers: [server],
      stop: server.stop,
      databaseUrl,
      invite: (scenario) => company(databaseUrl, server.port, scenario),
    };
  },
};
