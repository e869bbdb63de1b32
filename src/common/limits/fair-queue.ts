import { Problem } from '../problem.ts';

export interface FairQueueBounds {
  /** Pieces of work that run at the same time. */
  maxRunning: number;
  /** Of these, at most so many with the same key. */
  maxRunningPerKey: number;
  /** Pieces that wait; further ones are refused. */
  maxWaiting: number;
  /** Of these, at most so many with the same key. */
  maxWaitingPerKey: number;
  /** Seconds after which a refused caller may try again. */
  retryAfterSeconds: number;
}

type Start = () => void;

/**
 * Bounds work that competes for a scarce resource and serves keys (people, addresses) in turn: a key that asks for a
 * thousand pieces delays another key by one piece at most.
 */
export class FairQueue {
  private running = 0;
  private waiting = 0;
  private readonly runningByKey = new Map<string, number>();
  /** In the order in which the keys are served next. */
  private readonly waitingByKey = new Map<string, Start[]>();

  constructor(private readonly bounds: FairQueueBounds) {}

  /** @throws Problem `unavailable` with the seconds to wait, when too much waits */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    if (this.mayStart(key)) this.begin(key);
    else await this.wait(key);
    try {
      return await work();
    } finally {
      this.end(key);
    }
  }

  private mayStart(key: string): boolean {
    const { maxRunning, maxRunningPerKey } = this.bounds;
    return this.running < maxRunning && (this.runningByKey.get(key) ?? 0) < maxRunningPerKey;
  }

  private begin(key: string): void {
    this.running++;
    this.runningByKey.set(key, (this.runningByKey.get(key) ?? 0) + 1);
  }

  private wait(key: string): Promise<void> {
    const { maxWaiting, maxWaitingPerKey, retryAfterSeconds } = this.bounds;
    const queue = this.waitingByKey.get(key) ?? [];
    if (this.waiting >= maxWaiting || queue.length >= maxWaitingPerKey)
      throw new Problem('unavailable', 'The server has too much to do', undefined, retryAfterSeconds);
    this.waiting++;
    this.waitingByKey.set(key, queue);
    return new Promise((resolve) => queue.push(resolve));
  }

  private end(key: string): void {
    this.running--;
    const left = (this.runningByKey.get(key) ?? 1) - 1;
    if (left > 0) this.runningByKey.set(key, left);
    else this.runningByKey.delete(key);
    this.moveToEnd(key);
    this.startNext();
  }

  private startNext(): void {
    for (const [key, queue] of this.waitingByKey) {
      if (!this.mayStart(key)) continue;
      const start = queue.shift();
      if (queue.length) this.moveToEnd(key);
      else this.waitingByKey.delete(key);
      if (!start) continue;
      this.waiting--;
      this.begin(key);
      start();
      return;
    }
  }
  /** A key that was served waits behind all other keys. */
  private moveToEnd(key: string): void {
    const queue = this.waitingByKey.get(key);
    if (!queue) return;
    this.waitingByKey.delete(key);
    this.waitingByKey.set(key, queue);
  }
}
