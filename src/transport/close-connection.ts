import { once } from 'node:events';
import type { Socket } from 'socket.io';
import { webSocketOf } from './engine-io-internals.ts';
import type { ParleySocket } from './realtime.service.ts';

/**
 * Closes a socket once everything queued for it is sent, and resolves when the client has closed its side too: a
 * process that ends earlier would lose queued packets, including acknowledgements.
 * @param timeoutMs after which the connection is terminated
 */
export async function closeGracefully(socket: ParleySocket, timeoutMs: number): Promise<void> {
  const connection = webSocketOf(socket);
  const closed = once(connection, 'close');
  socket.disconnect(true);
  const timer = setTimeout(() => connection.terminate(), timeoutMs);
  await closed;
  clearTimeout(timer);
}

/** Ends a connection at once and drops what is queued. Its client sees a lost connection, reconnects and catches up. */
export function terminate(socket: Pick<Socket, 'conn'>): void {
  const connection = webSocketOf(socket);
  socket.conn.close(true);
  connection.terminate();
}
