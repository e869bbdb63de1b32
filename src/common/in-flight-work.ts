import { Global, Injectable, Module } from '@nestjs/common';

/** The work that this process has to finish before it ends, and whether it is shutting down. */
@Injectable()
export class InFlightWork {
  private readonly running = new Set<Promise<unknown>>();
  private over = false;

  /** True once this process accepts no new work. */
  get isShuttingDown() {
    return this.over;
  }

  /** Requests, commands and deferred work that have begun and not ended. */
  get count(): number {
    return this.running.size;
  }

  beginShutdown(): void {
    this.over = true;
  }

  /** The shutdown waits for this work. */
  track<T>(work: Promise<T>): Promise<T> {
    const over = () => this.running.delete(work);
    this.running.add(work);
    work.then(over, over);
    return work;
  }

  /** Waits until all work is done, with a time limit. True if it is done. */
  async drained(milliseconds: number): Promise<boolean> {
    let late = false;
    const alarm = setTimeout(() => (late = true), milliseconds);
    // Finished work may start other work: a command that sends a mail, for example.
    while (this.running.size && !late)
      await Promise.race([Promise.allSettled(this.running), new Promise((resolve) => setTimeout(resolve, 100))]);
    clearTimeout(alarm);
    return !late;
  }
}

@Global()
@Module({ providers: [InFlightWork], exports: [InFlightWork] })
export class InFlightWorkModule {}
