import { type ChildProcess, fork } from 'node:child_process';
import { extname, join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pLimit from 'p-limit';
import { Problem } from '../../common/problem.ts';
import type { InspectionJob, InspectionResults, Verdict } from './job.ts';

const MAX_CHILDREN = 2;
const TIME_LIMIT_MS = 10_000;
/** A child without work ends after this time: its decoders take memory. */
const IDLE_LIMIT_MS = 60_000;
const MAX_WAITING_JOBS = 50;
const RETRY_AFTER_SECONDS = 2;

/** Inspects files in child processes, two at a time, each for ten seconds at most. */
@Injectable()
export class FileInspector implements OnApplicationShutdown {
  private readonly idle: ChildProcess[] = [];
  private readonly children = new Set<ChildProcess>();
  private readonly limit = pLimit(MAX_CHILDREN);

  /** @throws Problem for a file that is refused; `unavailable` when too many jobs wait */
  async run<T extends InspectionJob['task']>(job: Extract<InspectionJob, { task: T }>): Promise<InspectionResults[T]> {
    if (this.limit.pendingCount >= MAX_WAITING_JOBS)
      throw new Problem('unavailable', undefined, undefined, RETRY_AFTER_SECONDS);
    const verdict = await this.limit(() => this.inspect(job));
    if ('refused' in verdict) throw new Problem(verdict.refused, verdict.detail || undefined);
    return verdict.done as InspectionResults[T];
  }

  onApplicationShutdown(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }

  /** A child that hangs is killed; a file over which a child ends is refused as damaged. */
  private inspect(job: InspectionJob): Promise<Verdict<unknown>> {
    const child = this.idle.pop() ?? this.start();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
      const settle = (verdict: Verdict<unknown>) => {
        clearTimeout(timer);
        child.removeAllListeners('message').off('exit', onExit);
        resolve(verdict);
      };
      const onExit = () => settle({ refused: 'file_damaged', detail: 'It could not be looked into' });
      child.once('exit', onExit);
      child.once('message', (verdict: Verdict<unknown>) => {
        this.idle.push(child);
        settle(verdict);
        this.endWhenIdle(child);
      });
      child.send(job);
    });
  }

  private start(): ChildProcess {
    // Beside this file, in source and built alike.
    const file = join(import.meta.dirname, `child${extname(import.meta.filename)}`);
    const child = fork(file, { env: {}, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.children.add(child);
    child.once('exit', () => {
      this.children.delete(child);
      this.retire(child);
    });
    child.once('error', () => child.kill('SIGKILL'));
    return child;
  }

  private endWhenIdle(child: ChildProcess): void {
    setTimeout(() => {
      if (this.retire(child)) child.kill();
    }, IDLE_LIMIT_MS).unref();
  }

  /** Gives the child no more work. False when it is at work now. */
  private retire(child: ChildProcess): boolean {
    const index = this.idle.indexOf(child);
    if (index >= 0) this.idle.splice(index, 1);
    return index >= 0;
  }
}
