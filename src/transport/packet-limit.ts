import type { Server, Socket } from 'socket.io';
import { metrics } from '../common/observability/metrics.ts';
import { guarded } from './guarded.ts';

/** Twice the number of commands of a person: clients send little else than heartbeats. */
const MAX_PACKETS = 600;
const PERIOD_MS = 10_000;

/**
 * Closes connections that send too many packets of any kind, such as handshakes of namespaces that do not exist or
 * acknowledgements that were not requested.
 */
export function limitPackets(server: Server, scale: number): void {
  server.engine.on('connection', (conn: Socket['conn']) => {
    let count = 0;
    let endsAt = Date.now() + PERIOD_MS;
    const take = guarded({ conn }, () => {
      const now = Date.now();
      if (now >= endsAt) [count, endsAt] = [0, now + PERIOD_MS];
      if (++count <= MAX_PACKETS * scale) return;
      metrics.socketTerminations.inc({ reason: 'too_many_packets' });
      conn.close(true);
    });
    conn.on('packet', take);
  });
}
