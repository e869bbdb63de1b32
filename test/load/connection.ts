import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { FrameReader, textFrame } from './frames.ts';

/** Read into by all connections: each reads its bytes at once and keeps none. */
const shared = Buffer.alloc(256 * 1024);
const COMMAND_TIMEOUT_MS = 60_000;

/** The packet types of Engine.IO 4 and, behind a message, of Socket.IO 5. */
const [OPEN, PING, PONG, CONNECT, EVENT, ACK, REFUSED] = ['0', '2', '3', '40', '42', '43', '44'] as const;

/** A Socket.IO connection without parsing: socket.io-client would cost more than the servers it measures. */
export class Connection {
  /** Gets the JSON text of every event, `["name",…]`. */
  onEvent: (event: string) => void = () => undefined;
  /** Gets the reason when the server has cut the connection. */
  onCut: (why: string) => void = () => undefined;
  private readonly acks = new Map<number, (answer: string) => void>();
  private lastAck = 0;
  private readonly socket: Socket;
  private readonly settle: (refused?: Error) => void;

  private constructor(port: number, auth: object, settle: (refused?: Error) => void) {
    this.settle = settle;
    const http = new HttpUpgrade();
    const frames = new FrameReader(
      (text) => this.take(text, auth),
      () => this.end('closed by the server'),
    );
    const callback = (length: number) => {
      const bytes = http.done ? shared.subarray(0, length) : http.read(shared.subarray(0, length));
      if (bytes?.length) frames.read(bytes);
      return true;
    };
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: shared, callback } });
    this.socket.once('connect', () => this.socket.write(upgradeRequest(port)));
    this.socket.once('error', (error) => this.end(error.message));
    this.socket.once('close', () => this.end('the line was cut'));
  }

  static open(port: number, auth: object): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const settle = (refused?: Error) => {
        clearTimeout(late);
        if (refused) reject(refused);
        else resolve(connection);
      };
      const connection = new Connection(port, auth, settle);
      const late = setTimeout(
        () => connection.end(`No answer within ${COMMAND_TIMEOUT_MS / 1000} s`),
        COMMAND_TIMEOUT_MS,
      );
    });
  }

  /** @param event the JSON text of `[name, payload]` @param onAck gets the JSON text of the array of the answer */
  emit(event: string, onAck: (answer: string) => void): void {
    const id = ++this.lastAck;
    this.acks.set(id, onAck);
    this.socket.write(textFrame(EVENT + String(id) + event));
  }

  /** Sends a command and parses its answer. */
  ask(name: string, payload: unknown): Promise<unknown> {
    return new Promise((resolve) =>
      this.emit(JSON.stringify([name, payload]), (answer) => resolve((JSON.parse(answer) as unknown[])[0])),
    );
  }

  /** Closes the connection like a lost network. */
  close(): void {
    this.onCut = () => undefined;
    this.socket.destroy();
  }

  private take(text: string, auth: object): void {
    if (text.startsWith(EVENT)) this.onEvent(text.slice(EVENT.length));
    else if (text.startsWith(ACK)) this.acknowledged(text);
    else if (text.startsWith(CONNECT)) this.settle();
    else if (text.startsWith(REFUSED)) this.end(`refused: ${text.slice(REFUSED.length)}`);
    else if (text === PING) this.socket.write(textFrame(PONG));
    else if (text.startsWith(OPEN)) this.socket.write(textFrame(CONNECT + JSON.stringify(auth)));
  }

  private acknowledged(text: string): void {
    const start = text.indexOf('[');
    const id = Number(text.slice(ACK.length, start));
    this.acks.get(id)?.(text.slice(start));
    this.acks.delete(id);
  }

  private end(why: string): void {
    this.socket.destroy();
    this.settle(new Error(why));
    this.onCut(why);
    this.onCut = () => undefined;
  }
}

/** Waits for the end of the server's answer to the upgrade. */
class HttpUpgrade {
  done = false;
  private answer = '';

  /** What follows the answer, once it is complete. */
  read(bytes: Buffer): Buffer | undefined {
    this.answer += bytes.toString('latin1');
    const end = this.answer.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    if (!this.answer.startsWith('HTTP/1.1 101')) throw new Error(this.answer.slice(0, end));
    this.done = true;
    return Buffer.from(this.answer.slice(end + 4), 'latin1');
  }
}

const upgradeRequest = (port: number) =>
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    '\r\n',
  ].join('\r\n');
