import { Logger } from '@nestjs/common';
import { limits } from '../shared/limits.ts';
import { metrics } from '../common/observability/metrics.ts';
import { terminate } from './close-connection.ts';
import { isWritable, type QueuedPacket, queuedPackets } from './engine-io-internals.ts';
import type { ParleySocket } from './realtime.service.ts';

const logger = new Logger('BackPressure');
/** Up to this many packets are no backlog, regardless of their size: a response to `sync` may be large. */
const ALLOWED_PACKETS_OF_ANY_SIZE = 8;

/**
 * The queue of a client that stops reading would grow without bound. Above `limits.queuedPackets` or
 * `limits.queuedBytes` its connection is terminated; its session stays, and when it reconnects it catches up by
 * revision. Volatile events (typing) never queue: Socket.IO drops them for a busy socket.
 */
export function limitWriteQueue(socket: ParleySocket): void {
  socket.conn.on('packetCreate', () => {
    if (isWritable(socket)) return;
    const queue = queuedPackets(socket);
    if (queue.length <= ALLOWED_PACKETS_OF_ANY_SIZE) return;
    if (queue.length < limits.queuedPackets && eventBytes(queue) <= limits.queuedBytes) return;
    metrics.socketTerminations.inc({ reason: 'slow_consumer' });
    logger.warn(`${socket.id} does not read: terminated with ${queue.length} packets waiting`);
    // Not while a packet is being sent to perhaps a thousand sockets.
    setImmediate(() => terminate(socket));
  });
}

/** Events only: acknowledgements were requested by the client. */
const eventBytes = (queue: readonly QueuedPacket[]): number =>
  queue.reduce((sum, { data }) => sum + (typeof data === 'string' && data.startsWith('2') ? data.length : 0), 0);
