import { Logger } from '@nestjs/common';
import { limits } from '../shared/limits.ts';
import { metrics } from '../common/metrics.ts';
import { terminate } from './close-connection.ts';
import type { ParleySocket } from './realtime.service.ts';

const logger = new Logger('BackPressure');
/** So few packets are no backlog, however large: one answer to a sync may be. */
const A_FEW = 8;

interface Packet {
  data?: unknown;
}

/**
 * A client that stops reading makes its queue here grow without bound. Past a bound it is cut; its session stays, and
 * when it comes back it catches up by revision. Volatile events (typing) never queue at all: Socket.IO drops them for
 * a socket that is busy.
 */
export function limitWriteQueue(socket: ParleySocket): void {
  const conn = socket.conn as unknown as { writeBuffer: Packet[]; transport: { writable: boolean } };
  socket.conn.on('packetCreate', () => {
    // What leaves at the end of this turn waits for nobody.
    if (conn.transport.writable) return;
    const queue = conn.writeBuffer;
    if (queue.length <= A_FEW || (queue.length < limits.queuedPackets && bytes(queue) <= limits.queuedBytes)) return;
    metrics.socketTerminations.inc({ reason: 'slow_consumer' });
    logger.warn(`${socket.id} does not read: cut with ${queue.length} packets waiting`);
    // Not from within the sending of a packet to perhaps a thousand sockets.
    setImmediate(() => terminate(socket));
  });
}

/** Events only: an answer was asked for, however large it is. */
const bytes = (queue: Packet[]): number =>
  queue.reduce((sum, { data }) => sum + (typeof data === 'string' && data.startsWith('2') ? data.length : 0), 0);
