import type { Socket } from 'socket.io';
import { metrics } from '../common/observability/metrics.ts';
import { asProblem } from '../common/problem.filter.ts';
import { isAdmittedAnywhere } from './engine-io-internals.ts';

/** Time in which a rejected client may present another token on the same connection. */
const RETRY_WINDOW_MS = 5_000;

/** Why a connection is rejected, as its client receives it: `connect_error` with `data: {code, retryAfter?}`. */
export function rejectConnection(socket: Socket, error: unknown): Error {
  const { code, message, retryAfter } = asProblem(error);
  metrics.rejections.inc({ transport: 'handshake', code });
  // Socket.IO itself would leave the connection open until the client closes it.
  setTimeout(() => isAdmittedAnywhere(socket) || socket.conn.close(), RETRY_WINDOW_MS).unref();
  return Object.assign(new Error(message), { data: { code, ...(retryAfter && { retryAfter }) } });
}
