import type { AuditEntry } from '@api/audit/audit.dto.ts';
import { describe, expect, it } from 'vitest';
import { auditCsv } from './audit-csv.ts';
import { groupedEntries } from './audit-groups.ts';

const entry = (id: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  id,
  at: `2026-11-21T10:0${id}:00.000Z`,
  action: 'login_succeeded',
  actorId: 'ada',
  targetId: null,
  ip: '::1',
  requestId: null,
  detail: {},
  ...more,
});

describe('the audit log', () => {
  it('joins the sign-ins of a person in a row, and nothing else', () => {
    const role = { action: 'role_changed' as const, targetId: 'bob' };
    const groups = groupedEntries([
      entry('5'),
      entry('4'),
      entry('3', { actorId: 'bob' }),
      entry('2', role),
      entry('1', role),
    ]);
    expect(groups.map((group) => [group.entry.id, group.count, group.since.slice(14, 16)])).toEqual([
      ['5', 2, '04'],
      ['3', 1, '03'],
      ['2', 1, '02'],
      ['1', 1, '01'],
    ]);
  });

  it('is a table in which no name becomes a formula', () => {
    const csv = auditCsv([entry('1', { detail: { from: 'a"b' } })], () => '=HYPERLINK("x")');
    expect(csv.split('\r\n')).toEqual([
      '"at","action","actor","target","ip","detail"',
      `"2026-11-21T10:01:00.000Z","login_succeeded","'=HYPERLINK(""x"")","","::1","from=a""b"`,
      '',
    ]);
  });
});
