import type { Duplex } from 'node:stream';
import type { ParleySocket } from './realtime.service.ts';

/** Engine.IO's side of a connection; its types keep `flush` to itself. */
interface Engine {
  request: { socket: Duplex };
  flush(): void;
}

const due = new Set<() => void>();

/**
 * What one turn of the event loop brings a connection leaves in one write: the author of a message gets the message and
 * the acknowledgement, the other the message and the ring. Each write is a system call and wakes the client, and that is
 * most of what a delivery costs. Nothing waits for a timer.
 */
export function coalesceWrites({ conn }: ParleySocket): void {
  const engine = conn as unknown as Engine;
  const wire = engine.request.socket;
  const flush = engine.flush.bind(engine);
  const write = () => {
    // Engine.IO writes each packet of its queue by itself.
    wire.cork();
    try {
      flush();
    } finally {
      wire.uncork();
    }
  };
  engine.flush = () => {
    if (!due.size) setImmediate(writeAll);
    due.add(write);
  };
}

function writeAll(): void {
  const writes = [...due];
  due.clear();
  for (const write of writes) write();
}
