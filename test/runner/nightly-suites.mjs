/**
 * Patterns of the suites that `npm test` leaves to `npm run test:nightly`: minutes each, and about what few changes
 * touch. That nothing acknowledged is lost when a process is killed or a database fails over, and that the checker would
 * notice it, is tested always.
 */
export const NIGHTLY_SUITES = [
  '/test/failover/(?!random-failovers)',
  '/test/faults/(?!kill|sabotage)',
  '/test/upgrade/upgrade',
];
