import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** An address that can be moved from one server to another, as a virtual IP or a name is. */
export class MovableProxy {
  private readonly open = new Set<Socket>();
  private readonly dumb = new WeakSet<Socket>();
  private isReachable = true;

  private constructor(
    private readonly server: Server,
    private target: number,
  ) {
    server.on('connection', (near) => this.accept(near));
  }

  /** @param target the port of a server on this machine */
  static async open(target: number): Promise<MovableProxy> {
    const server = createServer();
    const proxy = new MovableProxy(server, target);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** New connections go to another server. @param target its port */
  moveTo(target: number): void {
    this.target = target;
    this.isReachable = true;
  }

  /** Nothing passes any more on the open connections, and nobody is told; new ones wait for ever. */
  goDumb(): void {
    this.isReachable = false;
    for (const socket of this.open) this.dumb.add(socket);
  }

  /** Ends the open connections. */
  cut(): void {
    for (const socket of this.open) socket.destroy();
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private accept(near: Socket): void {
    this.watch(near);
    if (!this.isReachable) return;
    const far = connect(this.target, '127.0.0.1');
    this.watch(far);
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('data', (part) => {
        if (!this.dumb.has(end)) other.write(part);
      });
      // A dumb connection is not closed either: its other end is on a machine that is gone.
      end.on('close', () => {
        if (!this.dumb.has(end)) other.destroy();
      });
    }
  }

  private watch(socket: Socket): void {
    this.open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.open.delete(socket));
  }
}
