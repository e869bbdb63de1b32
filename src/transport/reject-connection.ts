import type { Socket } from 'socket.io';
import { metrics } from '../common/metrics.ts';
import { asProblem } from '../common/problem.filter.ts';

/** Milliseconds in which somebody who was not let in may show a better token on the same connection. */
const STAY = 5_000;

/** Why a connection is not let in, as its client hears it: `connect_error` with `data: {code, retryAfter?}`. */
export function rejectConnection(socket: Socket, error: unknown): Error {
  const { code, message, retryAfter } = asProblem(error);
  metrics.rejections.inc({ transport: 'handshake', code });
  const { sockets } = socket.client as unknown as { sockets: Map<string, Socket> };
  // Socket.IO itself would keep the connection for as long as the stranger likes.
  setTimeout(() => sockets.size || socket.conn.close(), STAY).unref();
  return Object.assign(new Error(message), { data: { code, ...(retryAfter && { retryAfter }) } });
}
