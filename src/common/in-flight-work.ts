import { Global, Injectable, Module } from '@nestjs/common';

/** What this process has begun and must finish before it ends, and whether it is about to end. */
@Injectable()
export class InFlightWork {
  private readonly running = new Set<Promise<unknown>>();
  private over = false;

  /** True once nothing new should be begun here. */
  get isShuttingDown() {
    return this.over;
  }

  beginShutdown(): void {
    this.over = true;
  }

  /** The end of the process waits for this. */
  track<T>(work: Promise<T>): Promise<T> {
    const over = () => this.running.delete(work);
    this.running.add(work);
    work.then(over, over);
    return work;
  }

  /** Waits until everything begun is done, but not for ever. True if it is. */
  async drained(milliseconds: number): Promise<boolean> {
    let late = false;
    const alarm = setTimeout(() => (late = true), milliseconds);
    // What is finished may begin something else: a command that sends a mail, for one.
    while (this.running.size && !late)
      await Promise.race([Promise.allSettled(this.running), new Promise((resolve) => setTimeout(resolve, 100))]);
    clearTimeout(alarm);
    return !late;
  }
}

@Global()
@Module({ providers: [InFlightWork], exports: [InFlightWork] })
export class InFlightWorkModule {}
