import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Problem } from '../../common/problem.ts';
import type { InspectionJob, InspectionResults, Verdict } from './job.ts';

const CHILDREN = 2;
const TIME_LIMIT = 10_000;
/** A child without work ends: its decoders take memory. */
const IDLE_LIMIT = 60_000;
const QUEUE = 50;

/** Looks into files in child processes, a few at a time, each for ten seconds at most. */
@Injectable()
export class FileInspector implements OnApplicationShutdown {
  private readonly free: ChildProcess[] = [];
  private readonly all = new Set<ChildProcess>();
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /**
   * @throws Problem for a file that is not let in, `unavailable` when too many wait
   */
  async run<T extends InspectionJob['task']>(job: Extract<InspectionJob, { task: T }>): Promise<InspectionResults[T]> {
    await this.turn();
    try {
      const verdict = await this.ask(job);
      if ('refused' in verdict) throw new Problem(verdict.refused, verdict.detail || undefined);
      return verdict.done as InspectionResults[T];
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running--;
    }
  }

  onApplicationShutdown(): void {
    for (const child of this.all) child.kill('SIGKILL');
  }

  /** Whoever is done hands their place on. */
  private async turn(): Promise<void> {
    if (this.running < CHILDREN) {
      this.running++;
      return;
    }
    if (this.waiting.length >= QUEUE) throw new Problem('unavailable', undefined, undefined, 2);
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** A child that hangs is killed; one that dies over a file has said enough about it. */
  private ask(job: InspectionJob): Promise<Verdict<unknown>> {
    const child = this.free.pop() ?? this.start();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT);
      const settle = (verdict: Verdict<unknown>) => {
        clearTimeout(timer);
        child.removeAllListeners('message').off('exit', died);
        resolve(verdict);
      };
      const died = () => settle({ refused: 'file_damaged', detail: 'It could not be looked into' });
      child.once('exit', died);
      child.once('message', (verdict: Verdict<unknown>) => {
        this.free.push(child);
        settle(verdict);
        this.letGo(child);
      });
      child.send(job);
    });
  }

  private start(): ChildProcess {
    // Beside this file, in source and built alike.
    const file = join(import.meta.dirname, `child${extname(import.meta.filename)}`);
    const child = fork(file, { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.all.add(child);
    child.once('exit', () => {
      this.all.delete(child);
      this.retire(child);
    });
    child.once('error', () => child.kill('SIGKILL'));
    return child;
  }

  private letGo(child: ChildProcess): void {
    setTimeout(() => {
      if (this.retire(child)) child.kill();
    }, IDLE_LIMIT).unref();
  }

  /** It gets no more work. False when it has some at the moment. */
  private retire(child: ChildProcess): boolean {
    const place = this.free.indexOf(child);
    if (place >= 0) this.free.splice(place, 1);
    return place >= 0;
  }
}
