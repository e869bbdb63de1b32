import type { Role } from '@api/shared/roles.ts';
import { expect, it } from 'vitest';
import { mayTouch, rolesToGive, ROLES_DOWN } from './roles.ts';

const touched = (mine: Role) => ROLES_DOWN.filter((theirs) => mayTouch(mine, theirs));

it.each<[Role, Role[]]>([
  ['admin', ['moderator', 'member', 'guest']],
  ['moderator', ['member', 'guest']],
  ['member', []],
  ['guest', []],
])('%s may touch %s and nobody else', (mine, theirs) => {
  expect(touched(mine)).toEqual(theirs);
});

it('only administrators give roles, to members and moderators', () => {
  expect(ROLES_DOWN.filter((theirs) => rolesToGive('admin', theirs).length > 0)).toEqual(['moderator', 'member']);
  expect(ROLES_DOWN.flatMap((theirs) => rolesToGive('moderator', theirs))).toEqual([]);
});

it('nobody is nobody', () => {
  expect(mayTouch(undefined, 'guest')).toBe(false);
});
