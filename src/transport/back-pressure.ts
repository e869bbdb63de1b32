import { Injectable, Logger } from '@nestjs/common';
import { metrics } from '../common/observability/metrics.ts';
import { limits } from '../shared/limits.ts';
import { terminate } from './close-connection.ts';
import { bufferedBytes, isWritable, type QueuedPacket, queuedPackets } from './engine-io-internals.ts';
import { guarded } from './guarded.ts';
import type { ParleySocket } from './realtime.service.ts';

/** Up to this many packets are no backlog, regardless of their size: a response to `sync` may be large. */
const ALLOWED_PACKETS_OF_ANY_SIZE = 8;
/** Bytes from which on a socket's backlog is added to those of the person's other sockets. */
const NOTABLE_BYTES = 256 * 1024;
/** Bytes up to which the last answer counts as read. */
const READ_BYTES = 64 * 1024;

/**
 * Bounds what waits for clients that stop reading. A connection is terminated above `limits.queuedPackets`,
 * `limits.queuedBytes` (events) or `limits.unreadBytesPerSocket` (events and answers), and when all sockets of its person
 * are above `limits.unreadBytesPerPerson`; the session stays, and when the client reconnects it catches up by revision.
 * Volatile events (typing) never queue: Socket.IO drops them for a busy socket.
 */
@Injectable()
export class BackPressure {
  private readonly logger = new Logger(BackPressure.name);
  private readonly backlogs = new WeakMap<object, Backlog>();
  private readonly people = new Map<string, Set<Backlog>>();

  watch(socket: ParleySocket): void {
    const backlog = new Backlog(socket);
    this.backlogs.set(socket, backlog);
    const { userId } = socket.data.caller;
    const ofPerson = this.people.get(userId) ?? new Set();
    this.people.set(userId, ofPerson.add(backlog));
    socket.conn.once('close', () => {
      ofPerson.delete(backlog);
      if (!ofPerson.size && this.people.get(userId) === ofPerson) this.people.delete(userId);
    });
    const check = guarded(socket, ({ data }: QueuedPacket) => this.check(socket, backlog, ofPerson, sizeOf(data)));
    // A writable socket has no backlog, which is the usual case.
    socket.conn.on('packetCreate', (packet: QueuedPacket) => isWritable(socket) || check(packet));
  }

  /** Whether the client has read the last answers, so that it may ask for another large one. */
  hasRead(socket: ParleySocket): boolean {
    const { userId } = socket.data.caller;
    const unread = this.backlogs.get(socket)?.unreadBytes ?? 0;
    return unread <= READ_BYTES && unreadBytes(this.people.get(userId)) <= limits.unreadBytesPerPerson / 2;
  }

  private check(socket: ParleySocket, backlog: Backlog, ofPerson: ReadonlySet<Backlog>, added: number): void {
    const unread = backlog.unreadBytes + added;
    const exceeds =
      backlog.hasTooManyEvents ||
      unread > limits.unreadBytesPerSocket ||
      (unread > NOTABLE_BYTES && unreadBytes(ofPerson) + added > limits.unreadBytesPerPerson);
    if (!exceeds || backlog.isEnding) return;
    backlog.isEnding = true;
    metrics.socketTerminations.inc({ reason: 'slow_consumer' });
    this.logger.warn(`${socket.id} does not read: terminated with ${unread} bytes waiting`);
    // Not while a packet is being sent to perhaps a thousand sockets.
    setImmediate(() => terminate(socket));
  }
}

/** The packets and bytes that wait for a socket. */
class Backlog {
  isEnding = false;
  private queue: readonly QueuedPacket[] = [];
  /** The number of packets in the sums below; each is added once. */
  private counted = 0;
  private bytes = 0;
  private eventBytes = 0;

  constructor(private readonly socket: ParleySocket) {}

  /** Roughly: texts count a byte for each UTF-16 unit. */
  get unreadBytes(): number {
    this.count();
    return this.bytes + bufferedBytes(this.socket);
  }

  get hasTooManyEvents(): boolean {
    this.count();
    const { length } = this.queue;
    if (length <= ALLOWED_PACKETS_OF_ANY_SIZE) return false;
    return length >= limits.queuedPackets || this.eventBytes > limits.queuedBytes;
  }

  private count(): void {
    const queue = queuedPackets(this.socket);
    if (queue !== this.queue) {
      this.queue = queue;
      this.counted = this.bytes = this.eventBytes = 0;
    }
    for (; this.counted < queue.length; this.counted++) {
      const data = queue[this.counted]?.data;
      this.bytes += sizeOf(data);
      // Acknowledgements (`3…`) were requested by the client.
      if (typeof data === 'string' && data.startsWith('2')) this.eventBytes += data.length;
    }
  }
}

const sizeOf = (data: unknown): number => (typeof data === 'string' ? data.length : 0);

const unreadBytes = (backlogs: Iterable<Backlog> = []): number =>
  [...backlogs].reduce((sum, { unreadBytes }) => sum + unreadBytes, 0);
