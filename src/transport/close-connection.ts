import { type EventEmitter, once } from 'node:events';
import type { ParleySocket } from './realtime.service.ts';

type Wire = EventEmitter & { terminate(): void };

/** The connection below Socket.IO; its transport is always a WebSocket. */
const wireOf = (socket: ParleySocket) => (socket.conn.transport as unknown as { socket: Wire }).socket;

/**
 * Closes a socket once it has everything that is queued for it, and resolves when the client has taken leave too: a
 * process that ends before would take along what is still on its way, acknowledgements among it.
 */
export async function closeGracefully(socket: ParleySocket, patience: number): Promise<void> {
  const wire = wireOf(socket);
  const gone = once(wire, 'close');
  socket.disconnect(true);
  const late = setTimeout(() => wire.terminate(), patience);
  await gone;
  clearTimeout(late);
}

/** Cuts a socket at once and forgets what is queued. Its client sees a lost connection, comes back and catches up. */
export function terminate(socket: ParleySocket): void {
  const wire = wireOf(socket);
  socket.conn.close(true);
  wire.terminate();
}
