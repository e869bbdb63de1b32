import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { frames } from './frames.ts';

interface Call {
  near: Socket;
  far: Socket;
  target: number;
}

/** The wire between two parties, as a process of nobody: it can break, hold back and lose what goes over it. */
export class Line {
  private readonly calls = new Set<Call>();
  private holding: 'nothing' | 'answers' | 'questions' = 'nothing';
  private losesAcks = false;

  private constructor(
    private readonly server: Server,
    private readonly targets: readonly number[],
  ) {
    server.on('connection', (near) => this.answer(near, []));
  }

  /** @param targets ports on this machine; the least busy is taken, one that does not answer is passed over */
  static async open(...targets: number[]): Promise<Line> {
    const server = createServer();
    const line = new Line(server, targets);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return line;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** By which ports those behind it see it. */
  get ports(): number[] {
    return [...this.calls].flatMap(({ far }) => far.localPort ?? []);
  }

  /** Breaks connections at random. @param share of those that are open; all of them unless said */
  cut(share = 1): void {
    for (const { near, far } of this.calls) {
      if (Math.random() >= share) continue;
      near.destroy();
      far.destroy();
    }
  }

  /** From now on what one side says goes nowhere, and nobody is told; `cut` and `release` end it. */
  hold(what: 'answers' | 'questions'): void {
    this.holding = what;
  }

  release(): void {
    this.holding = 'nothing';
    for (const { near, far } of this.calls) {
      near.resume();
      far.resume();
    }
  }

  /** Nothing is read from the other side any more for some of the callers: it must keep what it has to say. */
  stall(share: number): void {
    for (const { far } of this.calls) if (Math.random() < share) far.pause();
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

  private answer(near: Socket, passed: readonly number[]): void {
    const target = this.leastBusy(passed);
    if (target === undefined) {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    const refused = () => this.answer(near, [...passed, target]);
    far.once('error', refused);
    far.once('connect', () => {
      far.off('error', refused);
      this.join({ near, far, target });
    });
  }

  private leastBusy(passed: readonly number[]): number | undefined {
    const busy = (port: number) => [...this.calls].filter(({ target }) => target === port).length;
    return this.targets.filter((port) => !passed.includes(port)).toSorted((a, b) => busy(a) - busy(b))[0];
  }

  private join(call: Call): void {
    const { near, far } = call;
    this.calls.add(call);
    const kept = frames((frame) => !(this.losesAcks && frame.startsWith('43')));
    near.on('data', (part) => this.holding !== 'questions' && far.write(part));
    far.on('data', (part) => {
      // What is held is dropped: whoever holds answers cuts afterwards, and nobody hears half a sentence.
      if (this.holding !== 'answers') near.write(kept(part));
    });
    for (const [end, other] of [[near, far] as const, [far, near] as const]) {
      end.on('error', () => other.destroy());
      end.on('close', () => {
        other.destroy();
        this.calls.delete(call);
      });
    }
  }
}
