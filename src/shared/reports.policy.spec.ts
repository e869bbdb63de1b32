import { describe, expect, test } from '@jest/globals';
import { mayDecideReport, mayReport, maySeeAllReports } from './reports.policy.ts';
import type { Role } from './roles.ts';

describe('who reports a message that they may read', () => {
  test.each([
    ['another’s words', false, 'text', true],
    ['their own words', true, 'text', false],
    ['a notice of the room', false, 'system', false],
  ] as const)('%s', (_, isAuthor, kind, may) => expect(mayReport({ isAuthor, kind })).toBe(may));
});

describe('who decides on a report', () => {
  const yes = true;
  const no = false;
  test.each<[Role, moderates: boolean, ofAnother: boolean, ofThemselves: boolean, all: boolean]>([
    // server role, moderates the room, about another's message, about their own, sees the reports of all rooms
    ['guest', no, no, no, no],
    ['guest', yes, yes, no, no],
    ['member', no, no, no, no],
    ['member', yes, yes, no, no],
    ['moderator', no, no, no, no],
    ['moderator', yes, yes, no, no],
    ['admin', no, yes, no, yes],
    ['admin', yes, yes, no, yes],
  ])('%s, moderating the room: %s', (role, moderates, ofAnother, ofThemselves, all) => {
    expect(mayDecideReport(role, { moderates, isAuthor: false })).toBe(ofAnother);
    expect(mayDecideReport(role, { moderates, isAuthor: true })).toBe(ofThemselves);
    expect(maySeeAllReports(role)).toBe(all);
  });
});
