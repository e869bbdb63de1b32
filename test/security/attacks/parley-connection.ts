import { createHash, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const TEXT_FRAME = 0x81;
const MASKED = 0x80;
/** Engine.IO's ping, as one unmasked text frame. */
const PING_FRAME = '\u0081\u00012';

/** A WebSocket connection on a bare TCP socket, so that it can stop reading. Sends one text frame per packet. */
export class ParleyConnection {
  isClosed = false;
  private received = '';

  private readonly socket: Socket;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data) => this.receive(data.toString('latin1')));
    socket.on('close', () => (this.isClosed = true));
    socket.on('error', () => (this.isClosed = true));
  }

  /** @throws Error when the token is refused */
  static async open(port: number, token: string): Promise<ParleyConnection> {
    const connection = new ParleyConnection(connect(port, '127.0.0.1'));
    const key = randomBytes(16).toString('base64');
    connection.socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
        `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    );
    await connection.until(/pingInterval/);
    connection.send(`40${JSON.stringify({ token })}`);
    if (!(await connection.until(/4[04]\{.*\}/)).startsWith('40')) {
      connection.socket.destroy();
      throw new Error('refused');
    }
    await connection.ask('sync', { rooms: [] });
    return connection;
  }

  /** Masked as RFC 6455, 5.3 asks of a client. */
  send(text: string): void {
    if (this.isClosed) return;
    const payload = Buffer.from(text);
    const mask = createHash('md5').update(payload).digest().subarray(0, 4);
    const length =
      payload.length < 126
        ? Buffer.from([MASKED | payload.length])
        : Buffer.from([MASKED | 126, payload.length >> 8, payload.length & 255]);
    const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
    this.socket.write(Buffer.concat([Buffer.from([TEXT_FRAME]), length, mask, masked]));
  }

  async ask(command: string, payload: unknown): Promise<string> {
    this.send(`429${JSON.stringify([command, payload])}`);
    return (await this.until(/439\[.*\]/)).slice(3);
  }

  stopReading(): void {
    this.socket.pause();
  }

  private receive(text: string): void {
    this.received += text;
    if (text.endsWith(PING_FRAME)) this.send('3');
    if (this.received.length > 100_000) this.received = '';
  }

  private async until(pattern: RegExp): Promise<string> {
    for (let tries = 0; tries < 500 && !this.isClosed; tries++) {
      const found = pattern.exec(this.received)?.[0];
      if (found) {
        this.received = '';
        return found;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    this.socket.destroy();
    throw new Error(`not received: ${String(pattern)}`);
  }
}
