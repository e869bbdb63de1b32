import { eventually, type Member } from './member.ts';

/** A connection below any client library: it sends raw frames and records received ones. */
export class RawConnection {
  readonly frames: string[] = [];
  private closed = false;

  private constructor(private readonly wire: WebSocket) {
    wire.addEventListener('message', ({ data }) => this.take(String(data)));
    wire.addEventListener('close', () => (this.closed = true));
    wire.addEventListener('error', () => (this.closed = true));
  }

  /** One that has not said whose it is. */
  static async open(url: string, headers: Record<string, string> = {}): Promise<RawConnection> {
    const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`;
    const connection = new RawConnection(new WebSocket(address, { headers }));
    await connection.receives((frame) => frame.startsWith('0'), 'the handshake');
    return connection;
  }

  static async of({ url, token }: Member, headers: Record<string, string> = {}): Promise<RawConnection> {
    const connection = await RawConnection.open(url, headers);
    connection.send(`40${JSON.stringify({ token })}`);
    await connection.receives((frame) => frame.startsWith('40'), 'the connection');
    return connection;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  send(frame: string): void {
    this.wire.send(frame);
  }

  receives(fits: (frame: string) => boolean, what: string): Promise<string> {
    return eventually(() => this.frames.find(fits), what);
  }

  close(): void {
    this.wire.close();
  }

  private take(frame: string): void {
    if (frame === '2') this.send('3');
    this.frames.push(frame);
  }
}
