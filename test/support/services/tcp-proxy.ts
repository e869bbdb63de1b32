import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a service that can be cut, for its own clients only. */
export class TcpProxy {
  private readonly open = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param url of the service; `proxy.url` leads to it through the proxy */
  static async to(url: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(url);
    const server = createServer((near) => cable.connect(near, connect(Number(port), hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = new URL(url);
    address.hostname = '127.0.0.1';
    address.port = String((server.address() as { port: number }).port);
    const cable = new TcpProxy(server, address.href);
    return cable;
  }

  cut(): void {
    this.isCut = true;
    for (const end of this.open) end.destroy();
  }

  restore(): void {
    this.isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private connect(near: Socket, far: Socket): void {
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.open.add(end);
      end
        .on('error', () => end.destroy())
        .on('close', () => {
          this.open.delete(end);
          other.destroy();
        });
      end.pipe(other);
    }
    if (this.isCut) near.destroy();
  }
}
