import { expect, test } from '@jest/globals';
import { mark, rightsTable } from '../../test/support/rights/rights-table.ts';
import { GROUP_MENTION_ROLES, mayManageGroups, mayMentionGroup, maySeeGroups } from './groups.policy.ts';
import type { Role } from './roles.ts';

/** By the role on the server; the last columns by the lowest role that a group lets mention it. */
const rights = rightsTable(`
  role      | see manage member moderator admin
  guest     | –   –      –      –         –
  member    | ✓   –      ✓      –         –
  moderator | ✓   ✓      ✓      ✓         –
  admin     | ✓   ✓      ✓      ✓         ✓
`);

test.each(rights)('what $title may do with groups', ({ who: [role], rights }) => {
  const mentions = GROUP_MENTION_ROLES.map((by) => [by, mark(mayMentionGroup(role as Role, by))]);
  expect({
    see: mark(maySeeGroups(role as Role)),
    manage: mark(mayManageGroups(role as Role)),
    ...Object.fromEntries(mentions),
  }).toEqual(rights);
});
