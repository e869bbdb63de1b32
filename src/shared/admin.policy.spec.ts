import { describe, expect, test } from '@jest/globals';
import { mark, rightsTable } from '../../test/support/rights/rights-table.ts';
import { type Role, ROLES } from './roles.ts';
import {
  INVITE_BY,
  mayGiveRole,
  mayInvitePeople,
  mayManageAccount,
  mayManageIntegrations,
  mayManagePeople,
  mayManageRooms,
  mayManageServer,
  mayMendAccount,
  maySeeAccounts,
  maySeeAudit,
  rolesThatInvite,
} from './admin.policy.ts';

/** The rights of the roles on the server. None of them gives access to a room. */
const rights = rightsTable(`
  role      | see-accounts see-audit-log tend-server manage-people manage-rooms manage-integrations mend-another mend-themselves
  guest     | –            –             –           –             –            –                   –            –
  member    | –            –             –           –             –            –                   –            –
  moderator | ✓            –             –           –             –            –                   –            –
  admin     | ✓            ✓             ✓           ✓             ✓            ✓                   ✓            –
`);

/**
 * Which role may manage which account. `touch` is to disable, to enable and to sign out everywhere; the other
 * columns are the role that is given. Administrators manage each other, and the last one remains. Guests become members
 * by registering, and no account becomes a guest.
 */
const upon = rightsTable(`
  role      | theirs            | touch member moderator admin
  guest     | guest             | –     –      –         –
  guest     | member            | –     –      –         –
  guest     | moderator         | –     –      –         –
  guest     | admin             | –     –      –         –
  member    | guest             | –     –      –         –
  member    | member            | –     –      –         –
  member    | moderator         | –     –      –         –
  member    | admin             | –     –      –         –
  moderator | guest             | ✓     –      –         –
  moderator | member            | ✓     –      –         –
  moderator | moderator         | –     –      –         –
  moderator | admin             | –     –      –         –
  admin     | guest             | ✓     –      –         –
  admin     | member            | ✓     ✓      ✓         ✓
  admin     | moderator         | ✓     ✓      ✓         ✓
  admin     | admin             | ✓     ✓      ✓         ✓
`);

/** The same for the caller's own account: administrators may give up their role. */
const uponThemselves = rightsTable(`
  role      | touch member moderator admin
  guest     | –     –      –         –
  member    | –     –      –         –
  moderator | –     –      –         –
  admin     | –     ✓      ✓         ✓
`);

/** Who may invite people to the server, by what `INVITE_BY` says. */
const inviting = rightsTable(`
  role      | member moderator admin
  guest     | –      –         –
  member    | ✓      –         –
  moderator | ✓      ✓         –
  admin     | ✓      ✓         ✓
`);

const found = (mine: Role, theirs: Role, self: boolean) => ({
  touch: mark(mayManageAccount(mine, theirs, self)),
  member: mark(mayGiveRole(mine, theirs, 'member', self)),
  moderator: mark(mayGiveRole(mine, theirs, 'moderator', self)),
  admin: mark(mayGiveRole(mine, theirs, 'admin', self)),
});

describe('looking after accounts', () => {
  test('is written down for every role', () => {
    const roles = [...ROLES].map(String);
    for (const table of [rights, uponThemselves, inviting]) expect(table.map(({ who: [role] }) => role)).toEqual(roles);
    expect(upon.map(({ who }) => who)).toEqual(roles.flatMap((mine) => roles.map((theirs) => [mine, theirs])));
  });

  test.each(rights)('is open to $title', ({ who: [role], rights }) => {
    expect({
      'see-accounts': mark(maySeeAccounts(role as Role)),
      'see-audit-log': mark(maySeeAudit(role as Role)),
      'tend-server': mark(mayManageServer(role as Role)),
      'manage-people': mark(mayManagePeople(role as Role)),
      'manage-rooms': mark(mayManageRooms(role as Role)),
      'manage-integrations': mark(mayManageIntegrations(role as Role)),
      'mend-another': mark(mayMendAccount(role as Role, false)),
      'mend-themselves': mark(mayMendAccount(role as Role, true)),
    }).toEqual(rights);
  });

  test.each(inviting)('lets $title invite', ({ who: [role], rights }) => {
    const may = INVITE_BY.map((by) => [by, mark(mayInvitePeople(role as Role, by))]);
    expect(Object.fromEntries(may)).toEqual(rights);
    const lists = INVITE_BY.map((by) => [by, mark(rolesThatInvite(by).includes(role as Role))]);
    expect(Object.fromEntries(lists)).toEqual(rights);
  });

  test.each(upon)('by $who.0, of $who.1', ({ who: [mine, theirs], rights }) => {
    expect(found(mine as Role, theirs as Role, false)).toEqual(rights);
  });

  test.each(uponThemselves)('by $title themselves', ({ who: [role], rights }) => {
    expect(found(role as Role, role as Role, true)).toEqual(rights);
  });
});
