import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import type { Socket } from 'socket.io';

/**
 * The versions whose private parts were read for this file, the only file that uses them. Its spec fails when another
 * version is installed: then compare each member below with `engine.io/build/socket.js` (`writeBuffer`, `flush`,
 * `transport`, `request`), `engine.io/build/transport.js` and `transports/websocket.js` (`writable`, `socket`), and
 * `socket.io/dist/client.js` (`sockets`, `writeToEngine`), and enter the new version here.
 */
export const VERIFIED_VERSIONS = { 'socket.io': '4.8.3', 'engine.io': '6.6.11', ws: '8.21.3' };

/** A packet of Engine.IO that waits to be written. */
export interface QueuedPacket {
  data?: unknown;
}

/** The WebSocket of `ws` below a connection. */
export type WebSocketConnection = EventEmitter & { terminate(): void; readonly bufferedAmount: number };

interface EngineSocket {
  writeBuffer: QueuedPacket[];
  transport: { writable: boolean; socket: WebSocketConnection };
  request: { socket: Duplex } | undefined;
  flush(): void;
}

interface ClientWriter {
  writeToEngine(packets: unknown, options: unknown): void;
}

const engineOf = (socket: Pick<Socket, 'conn'>) => socket.conn as unknown as EngineSocket;

/** Packets that wait for a client to read. */
export const queuedPackets = (socket: Pick<Socket, 'conn'>): readonly QueuedPacket[] => engineOf(socket).writeBuffer;

/** Whether packets sent now are written at the end of this turn of the event loop. */
export const isWritable = (socket: Pick<Socket, 'conn'>): boolean => engineOf(socket).transport.writable;

/** The transport is always a WebSocket: the adapter allows no other. */
export const webSocketOf = (socket: Pick<Socket, 'conn'>): WebSocketConnection => engineOf(socket).transport.socket;

/** Bytes that were written to a client and that the kernel has not taken yet. */
export const bufferedBytes = (socket: Pick<Socket, 'conn'>): number => webSocketOf(socket).bufferedAmount;

/** The upgrade request is some kilobytes that are not read after the handshake. Call it after `deferFlush`. */
export function releaseUpgradeRequest(socket: Pick<Socket, 'conn'>): void {
  engineOf(socket).request = undefined;
}

/**
 * Hands each flush of a connection's packets to `schedule`, which is to run it later. A flush then leaves in a single
 * write: Engine.IO by itself writes each packet separately.
 */
export function deferFlush(socket: Pick<Socket, 'conn'>, schedule: (flush: () => void) => void): void {
  const engine = engineOf(socket);
  const stream = engine.request?.socket;
  if (!stream) throw new Error('The upgrade request was released before');
  const flush = engine.flush.bind(engine);
  const flushOnce = () => {
    stream.cork();
    try {
      flush();
    } finally {
      stream.uncork();
    }
  };
  engine.flush = () => schedule(flushOnce);
}

const EVENT = /^2\["([^"\\]*)"/;

/**
 * Lets through to a client only the events that are allowed; acknowledgements always. Whichever way an event is sent, to one
 * socket or to many, it is written here. The payload is parsed only where it is asked for.
 */
export function filterEvents(
  { client }: Pick<Socket, 'client'>,
  allows: (name: string, payload: () => unknown) => boolean,
): void {
  const writer = client as unknown as ClientWriter;
  const write = writer.writeToEngine.bind(writer);
  writer.writeToEngine = (packets, options) => {
    const packet: unknown = Array.isArray(packets) ? packets[0] : packets;
    if (typeof packet !== 'string') return;
    const [, name] = EVENT.exec(packet) ?? [];
    const isAllowed = packet.startsWith('2')
      ? name !== undefined && allows(name, () => (JSON.parse(packet.slice(1)) as unknown[])[1])
      : true;
    if (isAllowed) write(packets, options);
  };
}

/** Whether any namespace has admitted the connection of a socket. */
export const isAdmittedAnywhere = ({ client }: Pick<Socket, 'client'>): boolean =>
  (client as unknown as { sockets: Map<string, Socket> }).sockets.size > 0;
