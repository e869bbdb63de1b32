import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { frameFilter } from './frame-filter.ts';

interface ProxiedConnection {
  near: Socket;
  far: Socket;
  target: number;
}

/** A TCP proxy that can break, hold and lose traffic. */
export class FaultyProxy {
  private readonly connections = new Set<ProxiedConnection>();
  private holding: 'nothing' | 'answers' | 'questions' = 'nothing';
  private losesAcks = false;

  private constructor(
    private readonly server: Server,
    private readonly targets: readonly number[],
  ) {
    server.on('connection', (near) => this.accept(near, []));
  }

  /** @param targets ports on this machine; the least busy is used, unreachable ones are skipped */
  static async open(...targets: number[]): Promise<FaultyProxy> {
    const server = createServer();
    const line = new FaultyProxy(server, targets);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The local ports of the connections to the targets. */
  get ports(): number[] {
    return [...this.connections].flatMap(({ far }) => far.localPort ?? []);
  }

  /** Breaks open connections at random. @param share of the open connections */
  cut(share = 1): void {
    for (const { near, far } of this.connections) {
      if (Math.random() >= share) continue;
      near.destroy();
      far.destroy();
    }
  }

  /** Drops traffic in one direction without closing; `cut` and `release` end it. */
  hold(what: 'answers' | 'questions'): void {
    this.holding = what;
  }

  release(): void {
    this.holding = 'nothing';
    for (const { near, far } of this.connections) {
      near.resume();
      far.resume();
    }
  }

  /** Stops reading from the targets for a share of the connections: the other side must buffer. */
  stall(share: number): void {
    for (const { far } of this.connections) if (Math.random() < share) far.pause();
  }

  /** Acknowledgements of Socket.IO are lost, everything else arrives. */
  loseAcks(lose: boolean): void {
    this.losesAcks = lose;
  }

  async close(): Promise<void> {
    this.server.close();
    this.cut();
    await once(this.server, 'close');
  }

  private accept(near: Socket, passed: readonly number[]): void {
    const target = this.leastBusy(passed);
    if (target === undefined) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const refused = () => this.accept(near, [...passed, target]);
    far.once('error', refused);
    far.once('connect', () => {
      far.off('error', refused);
      this.pipe({ near, far, target });
    });
  }

  private leastBusy(passed: readonly number[]): number | undefined {
    const busy = (port: number) => [...this.connections].filter(({ target }) => target === port).length;
    return this.targets.filter((port) => !passed.includes(port)).toSorted((a, b) => busy(a) - busy(b))[0];
  }

  private pipe(call: ProxiedConnection): void {
    const { near, far } = call;
    this.connections.add(call);
    const frames = frameFilter((frame) => !(this.losesAcks && frame.startsWith('43')));
    near.on('data', (part) => this.holding !== 'questions' && far.write(part));
    far.on('data', (part) => {
      // Held traffic is dropped: a test that holds answers cuts afterwards, and no receiver gets half a message.
      if (this.holding !== 'answers') near.write(frames(part));
    });
    for (const [end, other] of [[near, far] as const, [far, near] as const]) {
      end.on('error', () => other.destroy());
      end.on('close', () => {
        other.destroy();
        this.connections.delete(call);
      });
    }
  }
}
