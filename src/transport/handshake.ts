import type { Socket } from 'socket.io';
import { metrics } from '../common/observability/metrics.ts';
import { Problem } from '../common/problem.ts';
import { asProblem } from '../common/problem.filter.ts';
import { isAdmittedAnywhere } from './engine-io-internals.ts';

/** Time in which a rejected client may present another token on the same connection. */
const RETRY_WINDOW_MS = 5_000;
/** Tokens that one connection may present. */
const MAX_REJECTIONS = 3;

interface Handshake {
  /** A handshake is under way or has succeeded: a connection belongs to a single person. */
  isTaken: boolean;
  rejections: number;
}

const handshakes = new WeakMap<object, Handshake>();

const handshakeOf = ({ conn }: Pick<Socket, 'conn'>): Handshake => {
  const handshake = handshakes.get(conn) ?? { isTaken: false, rejections: 0 };
  handshakes.set(conn, handshake);
  return handshake;
};

/**
 * Call it first, for each CONNECT packet.
 * @throws Problem `too_many_requests` for a packet that does not wait for the answer to the last one
 */
export function beginHandshake(socket: Pick<Socket, 'conn'>): void {
  const handshake = handshakeOf(socket);
  if (handshake.isTaken) {
    handshake.rejections = MAX_REJECTIONS;
    throw new Problem('too_many_requests', 'One handshake is enough for a connection');
  }
  handshake.isTaken = true;
}

/** Why a connection is rejected, as its client receives it: `connect_error` with `data: {code, retryAfter?}`. */
export function rejectConnection(socket: Socket, error: unknown): Error {
  const { code, message, retryAfter } = asProblem(error);
  metrics.rejections.inc({ transport: 'handshake', code });
  const handshake = handshakeOf(socket);
  handshake.isTaken = false;
  // The rejection itself is sent first.
  if (++handshake.rejections >= MAX_REJECTIONS) setImmediate(() => socket.conn.close());
  // Socket.IO itself would leave the connection open until the client closes it.
  setTimeout(() => isAdmittedAnywhere(socket) || socket.conn.close(), RETRY_WINDOW_MS).unref();
  return Object.assign(new Error(message), { data: { code, ...(retryAfter && { retryAfter }) } });
}
