import { describe, expect, test } from '@jest/globals';
import { mark, rightsTable } from '../../test/support/rights/rights-table.ts';
import { type Role, ROLES } from '../shared/roles.ts';
import type { UserEntity } from './user.entity.ts';
import { meView, summaryOf, userView, userViewForOthers } from './user.view.ts';
import { isLastAdmin, mayBeContacted, maySeeProfile, mustGivePassword, seesOnlyRoommates } from './users.policy.ts';

/** Visible profiles: the own profile, those of people in the same room, and all others. `find-all`: also by search. */
const profiles = rightsTable(`
  role      | own shares-room stranger find-all
  guest     | ✓   ✓           –        –
  member    | ✓   ✓           ✓        ✓
  moderator | ✓   ✓           ✓        ✓
  admin     | ✓   ✓           ✓        ✓
`);

/** Who can be written to directly and invited, and whose account is deleted only with its password. */
const accounts = rightsTable(`
  role      | approach approach-disabled needs-password
  guest     | –        –                 –
  member    | ✓        –                 ✓
  moderator | ✓        –                 ✓
  admin     | ✓        –                 ✓
`);

/** Whether the role or the account may not go, by how many administrators there are. */
const lastAdmin = rightsTable(`
  role      | one two
  guest     | –   –
  member    | –   –
  moderator | –   –
  admin     | ✓   –
`);

/**
 * The fields of a person in a message, on their profile, on their profile when they hide their presence, and for
 * themselves. `lastSeenAt` is set while they are offline.
 */
const fields = rightsTable(`
  field         | summary profile hidden themselves
  id            | ✓       ✓       ✓      ✓
  username      | ✓       ✓       ✓      ✓
  displayName   | ✓       ✓       ✓      ✓
  avatarUrl     | ✓       ✓       ✓      ✓
  role          | ✓       ✓       ✓      ✓
  revision      | ✓       ✓       ✓      ✓
  bot           | ✓       ✓       ✓      ✓
  status        | ✓       ✓       ✓      ✓
  ambiguousName | ✓       ✓       ✓      ✓
  bio           | –       ✓       ✓      ✓
  statusText    | –       ✓       ✓      ✓
  timeZone      | –       ✓       ✓      ✓
  createdAt     | –       ✓       ✓      ✓
  presence      | –       ✓       ✓      ✓
  online        | –       ✓       –      ✓
  lastSeenAt    | –       ✓       –      ✓
  email         | –       –       –      ✓
  emailVerified | –       –       –      ✓
  preferences   | –       –       –      ✓
  secondFactor  | –       –       –      ✓
`);

/** A row of `users` in which every field holds something. */
const ada: UserEntity = {
  id: '01890000-0000-7000-8000-000000000001',
  kind: 'person',
  botOwnerId: null,
  username: 'ada',
  usernameKey: 'ada',
  usernameSkeleton: 'ada',
  displayName: 'Ada',
  nameSkeleton: 'ada',
  nameIsAmbiguous: true,
  email: 'ada@example.org',
  emailKey: 'ada@example.org',
  passwordHash: 'a hash',
  avatarKey: 'a picture',
  role: 'member',
  bio: 'Mathematics',
  statusText: 'Back at three',
  statusEmoji: '🌴',
  statusUntil: null,
  timeZone: 'Europe/Berlin',
  preferences: { theme: 'dark' },
  language: 'en',
  disabledAt: null,
  deletedAt: null,
  lastSeenAt: new Date('2026-01-15T12:00:00Z'),
  profileChangedAt: null,
  profileRevision: 1,
  createdAt: new Date('2026-01-01T12:00:00Z'),
};
const hidden: UserEntity = { ...ada, preferences: { hidePresence: true } };

describe('an account', () => {
  test('has its rights written down for every role', () => {
    for (const table of [profiles, accounts, lastAdmin])
      expect(table.map(({ who: [role] }) => role)).toEqual([...ROLES]);
  });

  test.each(profiles)('is seen by a $title', ({ who, rights }) => {
    const role = who[0] as Role;
    const sees = (isSelf: boolean, sharesRoom: boolean) => mark(maySeeProfile(role, { isSelf, sharesRoom }));
    expect({
      own: sees(true, false),
      'shares-room': sees(false, true),
      stranger: sees(false, false),
      'find-all': mark(!seesOnlyRoommates(role)),
    }).toEqual(rights);
  });

  test.each(accounts)('of a $title', ({ who, rights }) => {
    const role = who[0] as Role;
    expect({
      approach: mark(mayBeContacted({ role, disabledAt: null })),
      'approach-disabled': mark(mayBeContacted({ role, disabledAt: new Date() })),
      'needs-password': mark(mustGivePassword(role)),
    }).toEqual(rights);
  });

  test.each(lastAdmin)('that must stay: of a $title', ({ who, rights }) => {
    const role = who[0] as Role;
    expect({ one: mark(isLastAdmin(role, 1)), two: mark(isLastAdmin(role, 2)) }).toEqual(rights);
  });

  describe('shows', () => {
    const views = {
      summary: [summaryOf(ada), summaryOf(ada)],
      profile: [userView(ada, 'offline'), userView(ada, 'online')],
      hidden: [userViewForOthers(hidden, 'offline', 'member'), userViewForOthers(hidden, 'online', 'member')],
      themselves: [meView(hidden, 'offline', false), meView(hidden, 'online', false)],
    };

    test.each(fields)('$title', ({ who: [field = ''], rights }) => {
      const shown = Object.entries(views).map(([viewer, [offline, online]]) => {
        const values = Object.entries(offline ?? {}).filter(([, value]) => value !== null);
        const isOnline = JSON.stringify(online).includes('"presence":"online"');
        return [viewer, mark(field === 'online' ? isOnline : values.some(([name]) => name === field))];
      });
      expect(Object.fromEntries(shown)).toEqual(rights);
    });

    test.each<[string, boolean, Role, Partial<UserEntity>]>([
      ['to a member', true, 'member', {}],
      ['not to a guest', false, 'guest', {}],
      ['not of a guest', false, 'member', { role: 'guest' }],
      ['not where it is not shared', false, 'admin', { preferences: { shareTimeZone: false } }],
    ])('the time zone %s', (_, isShown, viewer, change) =>
      expect(userViewForOthers({ ...ada, ...change }, 'online', viewer).timeZone).toBe(isShown ? ada.timeZone : null),
    );

    test.each<[string, string | null, boolean]>([
      ['without an end', null, true],
      ['before its end', '2099-01-01T00:00:00.000Z', true],
      ['not after its end', '2020-01-01T00:00:00.000Z', false],
    ])('a status %s', (_, until, isShown) => {
      const user = { ...ada, statusUntil: until === null ? null : new Date(until) };
      const status = isShown ? { emoji: '🌴', text: 'Back at three', until } : null;
      expect(summaryOf(user).status).toEqual(status);
      expect(meView(user, 'online', false)).toMatchObject({ status, statusText: isShown ? 'Back at three' : '' });
    });

    test('nothing else', () => {
      const named = Object.values(views).flatMap((both) => both.flatMap((view) => Object.keys(view)));
      const listed = fields.map(({ who: [field = ''] }) => field);
      expect(named.filter((name) => !listed.includes(name))).toEqual([]);
    });
  });
});
