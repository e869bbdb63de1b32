import { appendFileSync } from 'node:fs';

/** The cases of the table that `npm run test:failover` prints. */
export type FailoverCase = 'X1' | 'X2' | 'X3' | 'X4' | 'X5' | 'X6' | 'X7' | 'X8' | 'X9' | 'X10' | 'Patroni';

/** Notes what a test has seen for the table; without `FAILOVER_REPORT`, a file, nothing. */
export function measured(of: FailoverCase, seen: string): void {
  const { FAILOVER_REPORT } = process.env;
  if (FAILOVER_REPORT) appendFileSync(FAILOVER_REPORT, `${JSON.stringify({ of, seen })}\n`);
}
