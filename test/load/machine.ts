import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Process information from Linux. */
const TICKS_PER_SECOND = 100;

interface Fields {
  parent: number;
  /** Seconds, those of children that have ended included. */
  cpu: number;
}

function fieldsOf(pid: number | string): Fields | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = rest.slice(9, 13).reduce((sum, ticks) => sum + Number(ticks), 0);
    return { parent: Number(parent), cpu: ticks / TICKS_PER_SECOND };
  } catch {
    return undefined; // it has ended
  }
}

/** Seconds of CPU that this process has used. */
export function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds of CPU that processes have used, their children (PostgreSQL has many) included. */
export function cpuOf(pids: readonly number[]): number {
  const own = pids.reduce((sum, pid) => sum + (fieldsOf(pid)?.cpu ?? 0), 0);
  const others = readdirSync('/proc').map((name) => (/^\d+$/.test(name) ? fieldsOf(name) : undefined));
  return others.reduce((sum, other) => sum + (other && pids.includes(other.parent) ? other.cpu : 0), own);
}

/** Bytes in memory, of all these processes. */
export const memoryOf = (pids: readonly number[]): number => pids.reduce((sum, pid) => sum + bytesOf(pid), 0);

function bytesOf(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Seconds that all cores together were busy since the start of the machine. */
export function busySeconds(): number {
  const [, ...counts] = readFileSync('/proc/stat', 'latin1').split('\n', 1).join().trim().split(/\s+/).map(Number);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = counts;
  return (user + nice + system + irq + softIrq) / TICKS_PER_SECOND;
}

/** Server and generator each get a core, so that neither takes from the other; PostgreSQL goes where there is room. */
export const cores = availableParallelism() > 1 ? { server: '0', generator: '1' } : undefined;

/** @param command what to run on the server's core */
export const onServerCore = (command: string[]): [string, ...string[]] => {
  const [file = '', ...args] = command;
  return cores ? ['taskset', '-c', cores.server, file, ...args] : [file, ...args];
};

/** Moves this process; what it starts later moves with it unless told otherwise. */
export function moveToGeneratorCore(): void {
  if (cores) execFileSync('taskset', ['-acp', cores.generator, String(process.pid)]);
}

/** How many files and sockets this process may have open. */
export function openFiles(): number {
  const [, soft = '0'] = /^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'latin1')) ?? [];
  return soft === 'unlimited' ? Infinity : Number(soft);
}
