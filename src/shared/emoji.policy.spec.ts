import { describe, expect, test } from '@jest/globals';
import { EMOJI_BY, mayAddEmoji, mayChangeEmoji } from './emoji.policy.ts';
import { ROLES } from './roles.ts';

const mark = (allowed: boolean) => (allowed ? 'yes' : '-');

/** By what `EMOJI_BY` says: member, moderator, admin. */
const adds = `
  guest      -    -    -
  member     yes  -    -
  moderator  yes  yes  -
  admin      yes  yes  yes`;
const changesOwn = `
  guest      -    -    -
  member     yes  -    -
  moderator  yes  yes  yes
  admin      yes  yes  yes`;
const changesOthers = `
  guest      -    -    -
  member     -    -    -
  moderator  yes  yes  yes
  admin      yes  yes  yes`;

const cells = (table: string) =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));

describe('custom emoji', () => {
  test.each([
    ['adds', adds, mayAddEmoji],
    ['changes an own one', changesOwn, (role, by) => mayChangeEmoji(role, by, { isOwn: true })],
    ['changes one of others', changesOthers, (role, by) => mayChangeEmoji(role, by, { isOwn: false })],
  ] as [string, string, typeof mayAddEmoji][])('who %s', (_, table, may) => {
    const found = ROLES.map((role) => [role, ...EMOJI_BY.map((by) => mark(may(role, by)))]);
    expect(found).toEqual(cells(table));
  });
});
