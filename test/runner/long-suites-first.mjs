import { createRequire } from 'node:module';

// Its types describe the CommonJS module, its ES module has another default export.
/** @type {typeof import('@jest/test-sequencer')} */
const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

/**
 * Suites of about a minute, those that mostly wait among those that mostly compute. Started last, one of them would keep
 * a single worker busy at the end.
 */
const LONG_SUITES = [
  'security/slow-requests',
  'security/attacks-under-load',
  'operations/admin-commands',
  'failover/redis-limits',
  'faults/drills',
  'security/fuzz/fuzz',
  'api/rooms/room-updates',
  'upgrade/upgrade',
  'operations/backup',
  'cluster/two-nodes',
  'failover/database-away',
  'operations/refused-restore',
  'api/sync/sync',
  'security/second-factor',
].map((name) => `/test/${name}.e2e.ts`);

/** Jest's own order, by the durations of an earlier run, after the long suites: a fresh clone knows no durations. */
export default class LongSuitesFirst extends Sequencer {
  /** @override @param {import('@jest/test-result').Test[]} tests */
  async sort(tests) {
    const position = (/** @type {string} */ path) => {
      const found = LONG_SUITES.findIndex((end) => path.endsWith(end));
      return found < 0 ? LONG_SUITES.length : found;
    };
    return (await super.sort(tests)).toSorted((a, b) => position(a.path) - position(b.path));
  }
}
