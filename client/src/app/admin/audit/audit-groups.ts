import type { AuditEntry } from '@api/audit/audit.dto.ts';

/** Every day brings many of these; each says little by itself. */
const GROUPED: ReadonlySet<AuditEntry['action']> = new Set([
  'login_succeeded',
  'login_failed',
  'logged_out',
  'audit_read',
]);

/** Entries that stand in one row: the newest first, the others as its count. */
export interface AuditGroup {
  readonly entry: AuditEntry;
  readonly count: number;
  /** When the oldest of them happened. */
  readonly since: string;
}

/** Joins entries in a row that say the same of the same people, as the sign-ins of one person. */
export function groupedEntries(entries: readonly AuditEntry[]): AuditGroup[] {
  const groups: AuditGroup[] = [];
  for (const entry of entries) {
    const last = groups.at(-1);
    if (last && isSame(last.entry, entry))
      groups[groups.length - 1] = { ...last, count: last.count + 1, since: entry.at };
    else groups.push({ entry, count: 1, since: entry.at });
  }
  return groups;
}

const isSame = (a: AuditEntry, b: AuditEntry): boolean =>
  GROUPED.has(a.action) &&
  a.action === b.action &&
  a.actorId === b.actorId &&
  a.targetId === b.targetId &&
  a.ip === b.ip;
