import type { Socket } from 'socket.io';
import { metrics } from '../common/observability/metrics.ts';
import { asProblem } from '../common/problem.filter.ts';
import { isAdmittedAnywhere } from './engine-io-internals.ts';

/** For how long a rejected client may present a better token on the same connection. */
const RETRY_WINDOW_MS = 5_000;

/** Why a connection is rejected, as its client receives it: `connect_error` with `data: {code, retryAfter?}`. */
export function rejectConnection(socket: Socket, error: unknown): Error {
  const { code, message, retryAfter } = asProblem(error);
  metrics.rejections.inc({ transport: 'handshake', code });
  // Socket.IO itself would keep the connection for as long as the client likes.
  setTimeout(() => isAdmittedAnywhere(socket) || socket.conn.close(), RETRY_WINDOW_MS).unref();
  return Object.assign(new Error(message), { data: { code, ...(retryAfter && { retryAfter }) } });
}
