import { spawn } from 'node:child_process';

/**
 * Ends a service when this process ends, even by `kill -9`: a shell waits for the end of a pipe that only this process
 * holds. Call the returned function when the service has ended by itself.
 * @param {number} pid negative: all processes of that group
 * @param {NodeJS.Signals} signal
 * @param {{ uid?: number, gid?: number }} as the service's own user
 * @returns {() => void}
 */
export function killWithThisProcess(pid, signal, as) {
  const script = `read -r _; kill -${signal.slice(3)} ${pid} 2>/dev/null`;
  const shell = spawn('/bin/sh', ['-c', script], {
    ...as,
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Neither the shell nor its pipe keeps this process alive.
  shell.unref();
  Reflect.get(shell.stdin, 'unref')?.call(shell.stdin);
  return () => shell.kill('SIGKILL');
}
