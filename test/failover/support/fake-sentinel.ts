import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Answers as a Sentinel does, and names any server as the primary. */
export class FakeSentinel {
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    /** The port of the server that is named. */
    public primary: number,
  ) {
    server.on('connection', (socket) => {
      this.open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => this.open.delete(socket));
      socket.on('data', (data) => socket.write(this.answers(String(data))));
    });
  }

  static async start(primary: number): Promise<FakeSentinel> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FakeSentinel(server, primary);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.close();
    for (const socket of this.open) socket.destroy();
    await once(this.server, 'close');
  }

  /** One answer for each command of the packet; a command begins with the number of its parts. */
  private answers(packet: string): string {
    return packet
      .split(/^\*\d+\r\n/m)
      .slice(1)
      .map((command) => this.answer(command.toLowerCase()))
      .join('');
  }

  private answer(command: string): string {
    const port = String(this.primary);
    if (command.includes('get-master-addr-by-name')) return `*2\r\n$9\r\n127.0.0.1\r\n$${port.length}\r\n${port}\r\n`;
    return command.includes('sentinel') ? '*0\r\n' : '+OK\r\n';
  }
}
