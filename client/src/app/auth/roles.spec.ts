import type { Role } from '@api/shared/roles.ts';
import { expect, it } from 'vitest';
import { mayManage, assignableRoles, ROLES_HIGHEST_FIRST } from './roles.ts';

const managed = (mine: Role) => ROLES_HIGHEST_FIRST.filter((theirs) => mayManage(mine, theirs));

it.each<[Role, Role[]]>([
  ['admin', ['admin', 'moderator', 'member', 'guest']],
  ['moderator', ['member', 'guest']],
  ['member', []],
  ['guest', []],
])('%s may manage %s and no others', (mine, theirs) => {
  expect(managed(mine)).toEqual(theirs);
});

it('only administrators assign roles, to all but guests', () => {
  expect(ROLES_HIGHEST_FIRST.filter((theirs) => assignableRoles('admin', theirs).length > 0)).toEqual([
    'admin',
    'moderator',
    'member',
  ]);
  expect(ROLES_HIGHEST_FIRST.flatMap((theirs) => assignableRoles('moderator', theirs))).toEqual([]);
});

it('a signed-out reader manages no account', () => {
  expect(mayManage(undefined, 'guest')).toBe(false);
});
