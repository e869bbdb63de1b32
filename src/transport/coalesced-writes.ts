import { deferFlush } from './engine-io-internals.ts';
import type { ParleySocket } from './realtime.service.ts';

const pending = new Set<() => void>();

/**
 * Everything that is sent to a connection in a turn of the event loop leaves in a single write: an author gets the
 * message and its acknowledgement, others the message and its notification. Each write is a system call and wakes the
 * client, which is most of the cost of a delivery. It waits for no timer.
 */
export function coalesceWrites(socket: ParleySocket): void {
  deferFlush(socket, (flush) => {
    if (!pending.size) setImmediate(flushAll);
    pending.add(flush);
  });
}

function flushAll(): void {
  const flushes = [...pending];
  pending.clear();
  for (const flush of flushes) flush();
}
