import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { extname, join } from 'node:path';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { ChildMessage, InspectionJob, Verdict } from './job.ts';

const TIME_LIMIT_MS = 20_000;
/** A child without work ends after this time: its decoders take memory. */
const IDLE_LIMIT_MS = 60_000;
/** Of JavaScript; what decoders take lies beside it. */
const HEAP_MB = 128;
/** Resident memory of a child: a baseline JPEG of 120 megapixels takes 230 MB, a progressive one of 108 takes 520. */
const MEMORY_LIMIT_BYTES = 560 * 1024 * 1024;
const MEMORY_POLL_MS = 25;
const PAGE_BYTES = 4096;

/** What a child found, or `file_too_demanding` where it was ended, for its time or memory or by a decoder that crashed. */
export interface InspectionOutcome {
  verdict: Verdict<unknown>;
  hasStill: boolean;
}

/**
 * The processes in which decoders work, each bounded in time and memory, and behind the server for the processor. `ulimit -v` cannot bound them: Node reserves more
 * address space than any picture takes. So their resident memory is watched, where the system tells it (Linux).
 */
@Injectable()
export class InspectionChildren implements OnApplicationShutdown {
  static readonly MAX = 2;
  private readonly idle: ChildProcess[] = [];
  private readonly children = new Set<ChildProcess>();

  onApplicationShutdown(): void {
    for (const child of this.children) child.kill('SIGKILL');
  }

  inspect(job: InspectionJob): Promise<InspectionOutcome> {
    const child = this.idle.pop() ?? this.start();
    return new Promise((resolve) => {
      let hasStill = false;
      const timer = setTimeout(() => child.kill('SIGKILL'), TIME_LIMIT_MS);
      const watch = setInterval(() => void endAboveLimit(child), MEMORY_POLL_MS);
      const settle = (verdict: Verdict<unknown>) => {
        clearTimeout(timer);
        clearInterval(watch);
        child.removeAllListeners('message').off('exit', onExit).off('error', onExit);
        resolve({ verdict, hasStill });
      };
      const onExit = () => settle({ refused: 'file_too_demanding', detail: '' });
      child.once('exit', onExit).once('error', onExit);
      child.on('message', (message: ChildMessage) => {
        if ('still' in message) return void (hasStill = true);
        this.idle.push(child);
        settle(message);
        this.endWhenIdle(child);
      });
      child.send(job);
    });
  }

  private start(): ChildProcess {
    // Beside this file, in source and built alike.
    const file = join(import.meta.dirname, `child${extname(import.meta.filename)}`);
    const execArgv = [`--max-old-space-size=${HEAP_MB}`];
    const child = fork(file, { env: {}, execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    this.children.add(child);
    child.once('exit', () => {
      this.children.delete(child);
      this.retire(child);
    });
    // It could not be started, or a message did not reach it.
    child.on('error', () => {
      this.children.delete(child);
      this.retire(child);
      child.kill('SIGKILL');
    });
    if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
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

async function endAboveLimit(child: ChildProcess): Promise<void> {
  try {
    const [, residentPages] = (await readFile(`/proc/${child.pid}/statm`, 'latin1')).split(' ');
    if (Number(residentPages) * PAGE_BYTES > MEMORY_LIMIT_BYTES) child.kill('SIGKILL');
  } catch {
    // It has ended, or the system has no such file.
  }
}
