import type { AuditEntry } from '@api/audit/audit.dto.ts';

const COLUMNS = ['at', 'action', 'actor', 'target', 'ip', 'detail'] as const;

/** RFC 4180. A spreadsheet takes what begins like a formula for one: a quote before it keeps it text. */
const field = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

/** The entries as a table for a spreadsheet, with the names of their people. */
export function auditCsv(entries: readonly AuditEntry[], nameOf: (id: string) => string): string {
  const rows = entries.map(({ at, action, actorId, targetId, ip, detail }) => [
    at,
    action,
    actorId ? nameOf(actorId) : '',
    targetId ? nameOf(targetId) : '',
    ip ?? '',
    Object.entries(detail)
      .map(([name, value]) => `${name}=${value}`)
      .join('; '),
  ]);
  return [[...COLUMNS], ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}
