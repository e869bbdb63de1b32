import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { UserFacingError } from '../../../deploy/local/console.mjs';
import { freePort } from '../../../deploy/local/port.mjs';
import { killWithThisProcess } from '../../../deploy/local/watchdog.mjs';
import { requireProgram } from './debian-program.mjs';

/** Installs Alertmanager where that is allowed: before the tests, because it takes its time. */
export const requireAlertmanager = () => requireProgram('prometheus-alertmanager', 'prometheus-alertmanager');

/**
 * Starts the real program on 127.0.0.1, without a cluster.
 * @param {string} receiver the part of its file that says where alerts go, as YAML in the list of receivers
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startAlertmanager(receiver) {
  const program = requireAlertmanager();
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'parley-alertmanager-'));
  const file = join(folder, 'alertmanager.yml');
  const route = 'route: { receiver: parley, group_by: [alertname], group_wait: 100ms, group_interval: 500ms }';
  writeFileSync(file, `${route}\nreceivers:\n  - name: parley\n${receiver}`);
  const url = `http://127.0.0.1:${port}`;
  const options = [
    `--config.file=${file}`,
    `--storage.path=${folder}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
  ];
  const child = spawn(program, options, { cwd: '/', detached: true, stdio: 'ignore' });
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`exit ${code ?? signal}`));
  });
  const { pid } = child;
  if (pid === undefined) throw new UserFacingError(`Alertmanager does not start: ${await ended}`);
  const letGo = killWithThisProcess(pid, 'SIGKILL', {});
  void ended.then(letGo);
  while (!(await isReady(url))) {
    const failed = await Promise.race([ended, delay(100)]);
    if (failed) throw new UserFacingError(`Alertmanager does not start (${failed})`);
  }
  return {
    url,
    async stop() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @param {string} url @returns {Promise<boolean>} */
const isReady = async (url) => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok ?? false;
