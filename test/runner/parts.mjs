import { spawn } from 'node:child_process';
import { printableError } from '../../deploy/local/console.mjs';
import { root } from '../../deploy/local/paths.mjs';
import { killWithThisProcess } from '../../deploy/local/watchdog.mjs';
import { variables } from '../support/variables.mjs';

/**
 * What a part of the run counted; `retried` names the tests that passed at the second try only.
 * @typedef {{ ok: boolean, passed: number, failed: number, retried?: string[] }} Outcome
 */

/**
 * Runs a command in the repository, and says whether it succeeded.
 * @typedef {(command: string, args: string[], extra?: Record<string, string>) => Promise<boolean>} Call
 */

/** A part that takes longer hangs. */
const PART_LIMIT_MINUTES = 60;

/** How long a part may take to end, with its services, after a signal. */
const END_TIMEOUT_MS = 10_000;

/** Exit code of a run that a signal has ended. */
const ENDED_BY_SIGNAL = 130;

/** Ends a command that runs, and resolves when it has ended. @type {Set<() => Promise<void>>} */
const running = new Set();
let isEnding = false;

/** From now on a signal ends this process when the commands that it runs, and their own processes, have ended. */
export function endOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.removeAllListeners(signal).on(signal, () => {
      isEnding = true;
      setTimeout(() => process.exit(ENDED_BY_SIGNAL), END_TIMEOUT_MS);
      void Promise.all([...running].map((end) => end())).then(() => process.exit(ENDED_BY_SIGNAL));
    });
  }
}

/** With its output in sight. @type {Call} */
export const call = (command, args, extra) => run(command, args, extra);

/**
 * @param {string} command
 * @param {string[]} args
 * @param {Record<string, string>} [extra] environment
 * @param {Buffer[]} [output] takes the output, which is in sight otherwise
 * @returns {Promise<boolean>} whether it succeeded
 */
function run(command, args, extra = {}, output) {
  // The settings of a real Parley in the operator's shell must not reach tests.
  const own = Object.entries(process.env).filter(([name]) => !variables.includes(name));
  return new Promise((resolve, reject) => {
    if (isEnding) return; // nothing begins any more
    const child = spawn(command, args, {
      cwd: root,
      env: { ...Object.fromEntries(own), ...extra },
      stdio: ['ignore', output ? 'pipe' : 'inherit', output ? 'pipe' : 'inherit'],
      // A group of its own, which ends as a whole: the command and whatever it has started.
      detached: true,
    });
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output?.push(chunk));
    child.on('error', reject);
    const { pid } = child;
    if (pid === undefined) return;

    const letGo = killWithThisProcess(-pid, 'SIGTERM', {});
    const end = () => process.kill(-pid, 'SIGTERM');
    const endAndWait = () =>
      /** @type {Promise<void>} */ (
        new Promise((ended) => {
          child.once('close', () => ended());
          end();
        })
      );
    const hanging = setTimeout(() => {
      console.error(`Still running after ${PART_LIMIT_MINUTES} minutes: ended.`);
      end();
    }, PART_LIMIT_MINUTES * 60_000);
    running.add(endAndWait);
    child.on('close', (code) => {
      clearTimeout(hanging);
      running.delete(endAndWait);
      letGo();
      resolve(code === 0);
    });
  });
}

/** The parts of a run and their sum. */
export class Parts {
  passed = 0;
  failed = 0;
  /** @type {string[]} */
  retried = [];

  /** While parts run beside each other, the output of a part waits for its end. */
  isTogether = false;

  /** Parts that run beside each other, for two cores. @param {(() => Promise<void>)[]} lanes */
  async together(...lanes) {
    this.isTogether = true;
    await Promise.all(lanes.map((lane) => lane()));
    this.isTogether = false;
  }

  /** A part that counts as a single test. @param {string} title @param {(call: Call) => Promise<boolean>} work */
  check(title, work) {
    return this.count(title, [], async (call) => {
      const ok = await work(call);
      return { ok, passed: Number(ok), failed: Number(!ok) };
    });
  }

  /**
   * A part that counts its tests itself.
   * @param {string} title
   * @param {boolean[]} needed results of the parts that this part depends on
   * @param {(call: Call) => Promise<Outcome>} work
   * @returns {Promise<boolean>} whether all of it passed
   */
  async count(title, needed, work) {
    console.log(`\n=== ${title}`);
    const began = Date.now();
    /** @type {Buffer[]} */
    const output = [];
    /** @type {Call} */
    const own = this.isTogether ? (command, args, extra) => run(command, args, extra, output) : call;
    const { ok, passed, failed, retried = [] } = needed.every(Boolean) ? await outcome(() => work(own)) : notRun();
    if (output.length) console.log(`\n=== Output of: ${title}\n${Buffer.concat(output).toString()}`);
    // A run may fail without a failed test: nothing was found, or it did not end well.
    const counted = ok || failed > 0 ? failed : 1;
    this.passed += passed;
    this.failed += counted;
    this.retried.push(...retried.map((name) => `${title}: ${name}`));
    console.log(`=== ${title}: ${passed} passed, ${counted} failed, ${Math.round((Date.now() - began) / 1000)} s`);
    return counted === 0;
  }

  finish() {
    if (this.retried.length) console.log(`\n=== Needed a second try\n${this.retried.join('\n')}`);
    console.log(`\n${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed > 0 ? 1 : 0;
  }
}

/** @param {() => Promise<Outcome>} work @returns {Promise<Outcome>} */
async function outcome(work) {
  try {
    return await work();
  } catch (error) {
    console.error(printableError(error));
    return { ok: false, passed: 0, failed: 0 };
  }
}

/** @returns {Outcome} */
function notRun() {
  console.error('Not run: it needs a part that has failed above.');
  return { ok: false, passed: 0, failed: 0 };
}
