import { connect, createServer, type Server, type Socket } from 'node:net';

/** The line to a service, which can be cut: the other end is as good as stopped, for those on this line only. */
export class Cable {
  private readonly open = new Set<Socket>();
  private isCut = false;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param url of the service; `cable.url` leads to the same by way of the cable */
  static async to(url: string): Promise<Cable> {
    const { hostname, port } = new URL(url);
    const server = createServer((near) => cable.lay(near, connect(Number(port), hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = new URL(url);
    address.hostname = '127.0.0.1';
    address.port = String((server.address() as { port: number }).port);
    const cable = new Cable(server, address.href);
    return cable;
  }

  cut(): void {
    this.isCut = true;
    for (const end of this.open) end.destroy();
  }

  mend(): void {
    this.isCut = false;
  }

  async remove(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private lay(near: Socket, far: Socket): void {
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
